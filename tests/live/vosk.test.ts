import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { segment, useToldHouse } from '#tests/support/told-house'
import type { LiveStreamOptions } from '../../server/recognizer/live-recognizer'

const live = useToldHouse({ timing: { silence: { otherMs: 60_000 } } })

/** As Vosk's own examples speak: each frame waits for its answer. */
async function open(authorization = `Bearer ${live.key}`) {
  const socket = new WebSocket(`ws://127.0.0.1:${live.server.port}/v1/vosk?language=en`, { headers: { Authorization: authorization } })
  await once(socket, 'open')
  const ask = async (frame: string | Buffer) => {
    const answered = once(socket, 'message')
    socket.send(frame)
    return JSON.parse(String((await answered)[0]))
  }
  return { socket, ask }
}
const frame = Buffer.alloc(8000, 1)

describe("Vosk's protocol", () => {
  it('answers each frame with one message, and the end with all that is left (SPEC 9.5, 9.6)', async () => {
    const streams = new Promise<LiveStreamOptions>((resolve) => {
      live.told.says = resolve
    })
    const { socket, ask } = await open()
    socket.send('{"config": {"sample_rate": 8000, "words": true}}')
    expect(await ask(frame)).toEqual({ partial: '' })
    live.told.finishes = (stream) => stream.onEvent({
      type: 'final', committed: true,
      segment: { ...segment(1, 'three', 1200, 1500), words: [{ text: 'three', startMs: 1200, endMs: 1500, confidence: 0.5 }] },
    })
    const stream = await streams
    const askUntil = async (fits: (answer: { partial?: string; text?: string }) => unknown) => {
      for (;;) {
        const answer = await ask(frame)
        if (fits(answer)) return answer
      }
    }
    stream.onEvent({ type: 'partial', segment: segment(0, 'one', 0, 500), stableChars: 0 })
    expect(await askUntil(({ partial }) => partial)).toEqual({ partial: 'one' })
    stream.onEvent({ type: 'final', segment: segment(0, 'one two', 0, 1000), committed: true })
    expect(await askUntil(({ text }) => text)).toEqual({
      text: 'one two', result: [{ conf: 1, start: 0, end: 0.5, word: 'one' }, { conf: 1, start: 0.5, end: 1, word: 'two' }],
    })
    expect(await ask('{"eof" : 1}')).toEqual({ text: 'three', result: [{ conf: 0.5, start: 1.2, end: 1.5, word: 'three' }] })
    live.told.finishes = () => undefined
    expect((await once(socket, 'close'))[0]).toBe(1000)
  })

  it('takes the key from the address as clients turn it into a header, and leaves words out where they are not wanted (SPEC 9.2)', async () => {
    const { socket, ask } = await open(`Basic ${Buffer.from(`key:${live.key}`).toString('base64')}`)
    socket.send('{"config": {"words": false, "sample_rate": 16000.0}}')
    await ask(frame)
    live.told.finishes = (stream) => stream.onEvent({ type: 'final', committed: true, segment: segment(0, 'one', 0, 250) })
    expect(await ask('{"reset": 1}')).toEqual({ text: 'one' })
    expect(await ask('{"eof": 1}')).toEqual({ text: 'one' })
    live.told.finishes = () => undefined
    expect((await once(socket, 'close'))[0]).toBe(1000)
  })

  it('refuses who shows nothing, and closes on nonsense (SPEC 9.2, 9.3)', async () => {
    const stranger = new WebSocket(`ws://127.0.0.1:${live.server.port}/v1/vosk`)
    stranger.on('error', () => undefined)
    expect((await once(stranger, 'unexpected-response'))[1].statusCode).toBe(401)
    for (const nonsense of ['{', '{"config": {"sample_rate": 1}}', '{"hello": 1}']) {
      const { socket } = await open()
      socket.send(nonsense)
      expect((await once(socket, 'close'))[0], nonsense).toBe(1008)
    }
    const silent = await open()
    expect(await silent.ask('{"eof": 1}')).toEqual({ text: '' })
  })
})
