import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { addUser } from '#tests/db/test-accounts'
import { addLiveKey } from '#tests/support/live-key'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeToldRecognizer, type ToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveServer } from '../../server/make-live-server'
import type { LiveStreamOptions } from '../../server/recognizer/live-recognizer'

let told: ToldRecognizer
let house: LiveHouse
let server: LiveServer
let key: string

beforeAll(async () => {
  told = makeToldRecognizer()
  house = await openLiveHouse({ recognizer: told })
  server = await house.startServer({ silence: { otherMs: 60_000 } })
  key = await addLiveKey(house.db, await addUser(house.db, 'ENTERPRISE'))
})
afterAll(() => house.close())

/** As Vosk's own examples speak: each frame waits for its answer. */
async function open(authorization = `Bearer ${key}`) {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/v1/vosk?language=en`, { headers: { Authorization: authorization } })
  await once(socket, 'open')
  const ask = async (frame: string | Buffer) => {
    const answered = once(socket, 'message')
    socket.send(frame)
    return JSON.parse(String((await answered)[0]))
  }
  return { socket, ask }
}
const frame = Buffer.alloc(8000, 1)
const segment = (id: number, text: string, startMs: number, endMs: number) => ({ id, text, startMs, endMs })

describe("Vosk's protocol", () => {
  it('answers each frame with one message, and the end with all that is left (SPEC 9.5, 9.6)', async () => {
    const streams = new Promise<LiveStreamOptions>((resolve) => {
      told.says = resolve
    })
    const { socket, ask } = await open()
    socket.send('{"config": {"sample_rate": 8000, "words": true}}')
    expect(await ask(frame)).toEqual({ partial: '' })
    told.finishes = (stream) => stream.onEvent({
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
    told.finishes = () => undefined
    expect((await once(socket, 'close'))[0]).toBe(1000)
  })

  it('takes the key from the address as clients turn it into a header, and leaves words out where they are not wanted (SPEC 9.2)', async () => {
    const { socket, ask } = await open(`Basic ${Buffer.from(`key:${key}`).toString('base64')}`)
    socket.send('{"config": {"words": false, "sample_rate": 16000.0}}')
    await ask(frame)
    told.finishes = (stream) => stream.onEvent({ type: 'final', committed: true, segment: segment(0, 'one', 0, 250) })
    expect(await ask('{"reset": 1}')).toEqual({ text: 'one' })
    expect(await ask('{"eof": 1}')).toEqual({ text: 'one' })
    told.finishes = () => undefined
    expect((await once(socket, 'close'))[0]).toBe(1000)
  })

  it('refuses who shows nothing, and closes on nonsense (SPEC 9.2, 9.3)', async () => {
    const stranger = new WebSocket(`ws://127.0.0.1:${server.port}/v1/vosk`)
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

it('logged no error', () => {
  expect(house.errors).toEqual([])
})
