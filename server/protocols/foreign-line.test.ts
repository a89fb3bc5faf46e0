import { expect, it, vi } from 'vitest'
import type { ClientMessage, ServerMessage } from '#domain/live/protocol'
import { limits } from '#domain/limits/limits'
import { ForeignLine, type SpokenTo } from './foreign-line'
import { ask, close, hear, type ForeignProtocol } from './foreign-protocol'

/** A protocol whose texts are what is asked, and whose bytes are samples. */
const plain: ForeignProtocol = {
  open: () => [], told: () => [], refused: () => [], closing: () => [], silent: () => [],
  text: (text) => [ask({ type: text } as ClientMessage)],
  binary: (bytes) => hear(new Int16Array(bytes.length)),
  silenceMs: 60_000, isAudio: () => false,
}
const ready: ServerMessage = {
  type: 'ready', sessionId: '11111111-1111-4111-8111-111111111111', nextSeq: 0, audioMs: 0, nextSegmentId: 0, language: 'en', model: 'm',
  resumeTicket: 't', quotaLeftMs: null, provider: 'cpu',
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

function lay() {
  const heard: string[] = []
  const session: SpokenTo = {
    message: (message) => void heard.push(message!.type),
    audio: (seq, { length }) => void heard.push(`${seq}:${length}`),
    fault: (reason) => void heard.push(`fault ${reason}`),
    gone: async (endsAs) => void heard.push(`gone ${endsAs}`),
  }
  return { heard, session, line: new ForeignLine(plain, session, { say: () => undefined, end: () => undefined }) }
}

it('has audio wait while a session begins, and what follows a finalize until it is done (SPEC 9.5)', async () => {
  const { heard, line } = lay()
  line.text('start')
  line.binary(new Uint8Array(3))
  expect(heard).toEqual(['start'])
  line.told(ready)
  await settle()
  line.text('finalize')
  line.binary(new Uint8Array(4))
  line.text('stop')
  expect(heard).toEqual(['start', '0:3', 'finalize'])
  line.told({ type: 'finalized' })
  await settle()
  expect(heard).toEqual(['start', '0:3', 'finalize', '1:4', 'stop'])
  await line.gone(1000)
})

it('gives the session all that has come before its connection ended, also where it had not begun (SPEC 9.7)', async () => {
  const { heard, line } = lay()
  line.text('start')
  line.binary(new Uint8Array(3))
  const gone = line.gone(1006)
  expect(heard).toEqual(['start'])
  line.told(ready)
  await gone
  expect(heard).toEqual(['start', '0:3', 'gone interrupted'])
})

it('ends the session in good order where its client does, and at once where it never began (SPEC 9.7)', async () => {
  const { heard, line } = lay()
  await line.gone(1005)
  expect(heard).toEqual(['gone stopped'])
})

it('lets a client be silent that has said its last (SPEC 9.5)', async () => {
  const hasty: ForeignProtocol = { ...plain, silenceMs: 20, silent: () => [close(1011, 'silent')] }
  const lines = [['start'], ['start', 'stop', 'finalize']].map((texts) => {
    const ends: number[] = []
    const line = new ForeignLine(hasty, lay().session, { say: () => undefined, end: (code) => ends.push(code) })
    for (const text of texts) line.text(text)
    return { line, ends }
  })
  // Both began at once, so that the one's end says when the other's would have come.
  await vi.waitFor(() => expect(lines[0]!.ends).toEqual([1011]), { timeout: 10_000 })
  await settle()
  expect(lines[1]!.ends).toEqual([])
  for (const { line } of lines) {
    line.closing('ended')
    await line.gone(1000)
  }
})

it('holds no more frames and messages than may wait, however short they are (SPEC 9.3)', async () => {
  const { heard, line } = lay()
  line.text('start')
  for (let at = 0; at < limits.clientWaitingMax; at++) line.text('update')
  expect(heard).toEqual(['start'])
  line.text('update')
  line.binary(new Uint8Array(1))
  expect(heard).toEqual(['start', 'fault too_fast', 'fault too_fast'])
  line.closing('too_fast')
  await line.gone(1008)
})

it('holds no more audio than a session may have waiting (SPEC 9.3)', async () => {
  const { heard, line } = lay()
  line.text('start')
  line.binary(new Uint8Array((limits.liveBacklogMsMax * 16) + 1))
  expect(heard).toEqual(['start', 'fault too_fast'])
  line.closing('too_fast')
  await line.gone(1008)
})
