import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import WebSocket from 'ws'
import { Resampler } from '#domain/audio/resampler'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/speech/shared-audio'
import { listenAsDeepgram } from '#tests/support/deepgram-client'
import { toPcm16 } from '#tests/support/live-client'
import { addLiveKey } from '#tests/support/live-key'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { connectRealtime } from '#tests/support/realtime-client'
import type { LiveServer } from '../../server/make-live-server'

let house: LiveHouse
let server: LiveServer
let key: string
let speech: Int16Array

beforeAll(async () => {
  house = await openLiveHouse()
  server = await house.startServer()
  key = await addLiveKey(house.db, await addUser(house.db, 'ENTERPRISE'))
  speech = toPcm16(await decodeAll('public/sample/steno-sample.mp3')).subarray(0, 16_000 * 6)
})
afterAll(() => house.close())

const toInt16 = (samples: Float32Array) => Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))))
const bytesOf = (samples: Int16Array) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
function* frames(bytes: Buffer, length = 3200) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}
const wordsOf = (text: string) => text.toLowerCase().match(/\p{L}+/gu) ?? []

it('the same speech comes to the same words by each protocol (SPEC 9.4–9.6)', async () => {
  const deepgram = await listenAsDeepgram(server.port, key, { interim_results: 'true' } as object)
  for (const frame of frames(bytesOf(speech))) deepgram.socket.sendMedia(frame)
  deepgram.socket.sendCloseStream({ type: 'CloseStream' })
  expect(await deepgram.heard.closed()).toMatchObject({ code: 1000 })
  const results: any[] = deepgram.heard.all.filter(({ type }) => type === 'Results')
  const finals = results.filter(({ is_final }) => is_final)
  const byDeepgram = finals.map(({ channel }) => channel.alternatives[0].transcript).join(' ')
  expect(byDeepgram.toLowerCase()).toContain('steno')
  expect(results.some(({ is_final }) => !is_final)).toBe(true)
  for (const [at, { start }] of finals.entries()) {
    if (at > 0) expect(start).toBeGreaterThanOrEqual(finals[at - 1].start + finals[at - 1].duration - 0.001)
  }

  const resampler = new Resampler(16_000, 24_000)
  const { rt, heard } = await connectRealtime(server.port, key)
  rt.send({ type: 'session.update', session: { type: 'transcription', audio: { input: { turn_detection: null } } } })
  for (const frame of frames(Buffer.concat([bytesOf(toInt16(resampler.process(Float32Array.from(speech)))), bytesOf(toInt16(resampler.flush()))]), 9600)) {
    rt.send({ type: 'input_audio_buffer.append', audio: frame.toString('base64') })
  }
  rt.send({ type: 'input_audio_buffer.commit' })
  const { transcript } = await heard.next(({ type }) => type.endsWith('transcription.completed'))
  rt.close()

  const vosk = new WebSocket(`ws://127.0.0.1:${server.port}/v1/vosk`, { headers: { authorization: `Bearer ${key}` } })
  await once(vosk, 'open')
  const texts: string[] = []
  vosk.on('message', (data) => {
    const { text } = JSON.parse(String(data))
    if (text) texts.push(text)
  })
  vosk.send('{"config": {"sample_rate": 16000}}')
  for (const frame of frames(bytesOf(speech))) vosk.send(frame)
  vosk.send('{"eof": 1}')
  await once(vosk, 'close')

  const known = new Set(wordsOf(byDeepgram))
  for (const text of [transcript, texts.join(' ')]) {
    const words = wordsOf(text)
    // Resampled twice, or cut elsewhere, a word or two may come out otherwise.
    expect(words.filter((word) => known.has(word)).length / words.length).toBeGreaterThan(0.8)
    expect(Math.abs(words.length - wordsOf(byDeepgram).length)).toBeLessThanOrEqual(3)
  }
  expect(house.errors).toEqual([])
})
