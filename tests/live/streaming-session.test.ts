import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { segments } from '#db/schema/segments'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { addUser } from '#tests/db/test-accounts'
import { toneSpeech } from '#tests/fixtures/tone-model/tone-speech'
import { loudToneModel, toneModel } from '#tests/speech/live-models'
import { LiveClient, toPcm16 } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { speakThroughCuts } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import type { LiveServer } from '../../server/make-live-server'

let house: LiveHouse
let copies: LiveServer[]

beforeAll(async () => {
  house = await openLiveHouse({ models: [await toneModel(), await loudToneModel()] })
  copies = [await house.startServer(), await house.startServer()]
})
afterAll(() => house.close())

const transcriptOf = (id: string) =>
  house.db
    .select({
      idx: segments.idx, startMs: segments.startMs, endMs: segments.endMs, text: segments.text, words: segments.words,
    })
    .from(segments)
    .where(eq(segments.recordingId, id))
    .orderBy(segments.idx)

const textsOf = async (id: string) => (await transcriptOf(id)).map(({ text }) => text)

/** Whole frames of it, as the page sends them. */
function framesOf(text: string): Int16Array {
  const samples = toPcm16(toneSpeech(text))
  const whole = new Int16Array(Math.ceil(samples.length / FRAME_SAMPLES) * FRAME_SAMPLES)
  whole.set(samples)
  return whole
}

/** Says it all in one go; answers the session's id and what it was told. */
async function sayAll(text: string) {
  const client = await LiveClient.connect(copies[0]!.port, await addUser(house.db))
  client.send({ type: 'start', language: 'en' })
  const { sessionId } = await client.next('ready')
  client.speak(framesOf(text))
  client.send({ type: 'stop' })
  await client.next('ended')
  return { sessionId, client }
}

const TALK =
  'sunlight rain star, moonfall wind. wood fireship snow sun starlight rainfall moon, wind woodwork fall sun.' +
  ' star rain, windfall moonship sun wood, firelight snow. light work, rain star moon.'

it('keeps sessions apart that a streaming model hears together (SPEC 4.4, 4.7)', async () => {
  const texts = ['rain star moon. sunlight.', 'wood snow, wood fire. work.', 'moonship light. sun, rain.', TALK]
  const sessions = await Promise.all(texts.map(sayAll))
  for (const [at, { sessionId, client }] of sessions.entries()) {
    const said = texts[at]!.split('.').map((sentence) => sentence.replace(/,/g, '').trim()).filter(Boolean)
    const stored = await transcriptOf(sessionId)
    expect(stored.map(({ text }) => text)).toEqual(said)
    expect(client.finals().map(({ text }) => text)).toEqual(said)
    expect(stored.map(({ words }) => words?.map(({ text }) => text).join(' '))).toEqual(said)
  }
})

it('writes to the letter, through cuts in the middle of words, what it writes without any (SPEC 3.6)', async () => {
  const seed = Number(process.env.STENO_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`cuts in words: seed ${seed} (repeat with STENO_TEST_SEED)`)
  const undisturbed = await transcriptOf((await sayAll(TALK)).sessionId)
  expect(undisturbed.length).toBe(4)
  const cut = await speakThroughCuts({
    random: makeSeededRandom(seed),
    userId: await addUser(house.db),
    ports: copies.map(({ port }) => port),
    cuts: 40,
    // Long enough for some to settle what was said and have it stored, so that the next goes on from there.
    lastsMs: 200,
    awayMs: 100,
    audio: framesOf(TALK),
  })
  expect(await transcriptOf(cut.sessionId)).toEqual(undisturbed)
})

it('goes on from what was settled, on another copy (SPEC 3.6)', async () => {
  const undisturbed = await transcriptOf((await sayAll(TALK)).sessionId)
  const frames = framesOf(TALK)
  const userId = await addUser(house.db)
  const client = await LiveClient.connect(copies[0]!.port, userId)
  client.send({ type: 'start', language: 'en' })
  const { sessionId, resumeTicket } = await client.next('ready')
  // Up to the middle of a word in the third sentence.
  client.speak(frames.subarray(0, 120 * FRAME_SAMPLES))
  await client.next('final', ({ committed, segmentId }) => committed && segmentId === 1)
  await expect.poll(async () => (await transcriptOf(sessionId)).length, { timeout: 60_000 }).toBe(2)
  client.cut()

  const again = await LiveClient.connect(copies[1]!.port, userId, resumeTicket)
  again.send({ type: 'resume', sessionId })
  const { nextSeq, nextSegmentId } = await again.next('ready')
  expect(nextSegmentId).toBe(2)
  again.speak(frames.subarray(nextSeq * FRAME_SAMPLES), nextSeq)
  again.send({ type: 'stop' })
  await again.next('ended')
  expect(await transcriptOf(sessionId)).toEqual(undisturbed)
})

it('is written by another model from the very frame on that follows a change of language (SPEC 2.6)', async () => {
  const userId = await addUser(house.db)
  const client = await LiveClient.connect(copies[0]!.port, userId)
  client.send({ type: 'start', language: 'en' })
  const { sessionId, resumeTicket } = await client.next('ready')
  const speech = framesOf('rain sunlight moon. wood star. fire snow')
  // The word is changed in the middle: its first syllable ends 1.1 s from the start, after 11 frames.
  const half = 11 * FRAME_SAMPLES
  const seq = client.speak(speech.subarray(0, half))
  client.send({ type: 'update', language: 'fr' })
  client.speak(speech.subarray(half, half + 20 * FRAME_SAMPLES), seq)
  expect(await client.next('updated')).toMatchObject({ language: 'fr', model: 'tones-loud' })
  client.cut()

  const again = await LiveClient.connect(copies[1]!.port, userId, resumeTicket)
  again.send({ type: 'resume', sessionId })
  const ready = await again.next('ready')
  expect(ready).toMatchObject({ language: 'fr', model: 'tones-loud' })
  again.speak(speech.subarray(ready.nextSeq * FRAME_SAMPLES), ready.nextSeq)
  again.send({ type: 'stop' })
  await again.next('ended')
  expect(await textsOf(sessionId)).toEqual(['rain sun', 'LIGHT MOON', 'WOOD STAR', 'FIRE SNOW'])
})

it('loses nothing that is said between a change of language and a stop (SPEC 2.6, 2.9)', async () => {
  const client = await LiveClient.connect(copies[0]!.port, await addUser(house.db))
  client.send({ type: 'start', language: 'en' })
  const { sessionId } = await client.next('ready')
  const speech = framesOf('rain sunlight moon. wood star. fire snow')
  const [half, most] = [11 * FRAME_SAMPLES, 33 * FRAME_SAMPLES]
  const afterHalf = client.speak(speech.subarray(0, half))
  client.send({ type: 'update', language: 'fr' })
  const afterMost = client.speak(speech.subarray(half, most), afterHalf)
  client.send({ type: 'update', language: 'en' })
  client.speak(speech.subarray(most), afterMost)
  client.send({ type: 'stop' })
  await client.next('ended')
  expect(await textsOf(sessionId)).toEqual(['rain sun', 'LIGHT MOON', 'wood star', 'fire snow'])
})

it('logged no error', () => {
  expect(house.errors).toEqual([])
})
