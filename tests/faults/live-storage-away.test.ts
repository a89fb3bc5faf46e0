import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import { recordings } from '#db/schema/recordings'
import { getUsage } from '#domain/accounts/plan.server'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { limits } from '#domain/limits/limits'
import { addUser } from '#tests/db/test-accounts'
import type { Ailment } from '#tests/stand-ins/unwell-storage'
import { LiveClient } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeNoise } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import { startUnwellStore, type UnwellStore } from '#tests/support/unwell-store'
import type { LiveServer } from '../../server/make-live-server'

const FRAME = 1600
const SECOND = 10
/** Twice what a session holds, and somewhat more. */
const speech = makeNoise(makeSeededRandom(7), (2 * limits.liveBacklogMsMax) / 100 + 3 * SECOND)
const frames = speech.length / FRAME

let unwell: UnwellStore
let house: LiveHouse
let server: LiveServer
let userId: string

beforeAll(async () => {
  unwell = await startUnwellStore({ answerMs: 700 })
  house = await openLiveHouse({ recognizer: makeToldRecognizer(), objects: unwell.store })
  server = await house.startServer()
})
afterAll(async () => {
  await house.close()
  await unwell.stop()
})
beforeEach(async () => {
  userId = await addUser(house.db, 'ENTERPRISE')
})
afterEach(() => {
  unwell.storage.recover()
  expect(house.errors.splice(0)).toEqual([])
})

async function start() {
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'start', language: 'en' })
  return { client, ...(await client.next('ready')) }
}
const say = (client: LiveClient, from: number, to: number) => client.speak(speech.subarray(from * FRAME, to * FRAME), from)
const lastAck = (client: LiveClient) => client.messages.reduce((last, message) => (message.type === 'ack' ? message.seq : last), -1)

/** What is stored, read past whatever ails the storage. */
async function storedAudio(sessionId: string): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of readLivePieces(unwell.behind, await listLivePieces(house.db, sessionId))) parts.push(Buffer.from(part.buffer, part.byteOffset, part.byteLength))
  return Buffer.concat(parts)
}

/** Every sample once, charged once. */
async function expectWhole(client: LiveClient, sessionId: string, count: number): Promise<void> {
  client.send({ type: 'stop' })
  await client.next('ended')
  const whole = speech.subarray(0, count * FRAME)
  expect((await storedAudio(sessionId)).equals(Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength))).toBe(true)
  const [row] = await house.db.select().from(recordings).where(eq(recordings.id, sessionId))
  expect(row).toMatchObject({ status: 'done', durationMs: count * 100, chargedMs: count * 100 })
  expect(await getUsage(house.db, userId)).toMatchObject({ usageCount: 1, usedMs: count * 100 })
}

describe('live audio while its storage', () => {
  it.each<[string, Ailment]>([
    ['is slow', { is: 'slow', ms: 500 }],
    ['is silent', { is: 'silent' }],
    ['answers 500', { is: 'refusing', status: 500, code: 'InternalError' }],
    ['hangs up', { is: 'gone' }],
    ['is full', { is: 'refusing', status: 507, code: 'XMinioStorageFull' }],
  ])('%s: acknowledged is what is stored, the rest is held and stored once it is well (SPEC 3.3, 3.8)', async (_what, ailment) => {
    const { client, sessionId } = await start()
    say(client, 0, 3 * SECOND)
    await client.next('ack', ({ seq }) => seq === 3 * SECOND - 1)
    unwell.storage.ail(ailment)
    const before = unwell.storage.spoiled
    say(client, 3 * SECOND, 9 * SECOND)
    // Most are tried again.
    await expect.poll(() => unwell.storage.spoiled, { timeout: 20_000 }).toBeGreaterThan(before + (ailment.is === 'slow' ? 0 : 1))
    const promised = lastAck(client)
    if (ailment.is !== 'slow') expect(promised).toBe(3 * SECOND - 1)
    expect((await storedAudio(sessionId)).length).toBeGreaterThanOrEqual((promised + 1) * FRAME * 2)

    const recoveredAt = performance.now()
    unwell.storage.recover()
    await client.next('ack', ({ seq }) => seq === 9 * SECOND - 1)
    console.info(`${ailment.is}: acknowledged ${Math.round(performance.now() - recoveredAt)} ms after the storage was well`)
    say(client, 9 * SECOND, 12 * SECOND)
    await expectWhole(client, sessionId, 12 * SECOND)
  })

  it('is away, a session holds so much and no more, also in a write that is under way (SPEC 1.8)', async () => {
    const { client, sessionId, resumeTicket } = await start()
    say(client, 0, SECOND)
    await client.next('ack', ({ seq }) => seq === SECOND - 1)
    unwell.storage.ail({ is: 'refusing', status: 500, code: 'InternalError' })
    const before = unwell.storage.spoiled
    const heldMax = limits.liveBacklogMsMax / 100
    say(client, SECOND, heldMax - SECOND)
    await expect.poll(() => unwell.storage.spoiled, { timeout: 20_000 }).toBeGreaterThan(before)
    expect(client.messages.some(({ type }) => type === 'error')).toBe(false)
    // Nothing of what came before has gone into the storage: no more than this fits.
    say(client, heldMax - SECOND, heldMax + 3 * SECOND)
    expect(await client.next('error')).toMatchObject({ code: 'too_fast', retryable: true })
    unwell.storage.recover()
    expect(await client.closed()).toBe(4429)
    expect(lastAck(client)).toBe(SECOND - 1)

    const again = await LiveClient.connect(server.port, userId, resumeTicket)
    again.send({ type: 'resume', sessionId })
    const { nextSeq } = await again.next('ready')
    // What had been taken was stored when the storage was well, though nobody could be told.
    expect(nextSeq).toBeGreaterThan(heldMax - SECOND)
    expect(nextSeq).toBeLessThanOrEqual(heldMax + SECOND + 1)
    for (let from = nextSeq; from < frames; from += heldMax / 2) {
      const to = Math.min(frames, from + heldMax / 2)
      say(again, from, to)
      await again.next('ack', ({ seq }) => seq === to - 1)
    }
    await expectWhole(again, sessionId, frames)
  })
})
