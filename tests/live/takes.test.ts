import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { addUser } from '#tests/db/test-accounts'
import { LiveClient } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeNoise } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveServer } from '../../server/make-live-server'

const noise = makeNoise(makeSeededRandom(9), 40)
/** So many frames of what is said, from one on. */
const part = (from: number, to: number) => noise.subarray(from * FRAME_SAMPLES, to * FRAME_SAMPLES)
let house: LiveHouse
let server: LiveServer
let userId: string

beforeAll(async () => {
  house = await openLiveHouse({ recognizer: makeToldRecognizer() })
  server = await house.startServer({ touchMs: 200, returnMs: 0, emptyMs: 1000 })
})
beforeEach(async () => {
  userId = await addUser(house.db, 'ENTERPRISE')
})
afterAll(() => house.close())

async function start(take?: string) {
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'start', language: 'en', ...(take && { take }) })
  return { client, ...(await client.next('ready')) }
}

async function resume(sessionId: string, take?: string) {
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'resume', sessionId, ...(take && { take }) })
  return { client, ...(await client.next('ready')) }
}

const mine = () => house.db.select().from(recordings).where(eq(recordings.userId, userId))
const storedAudio = async (id: string) => {
  const parts: Int16Array[] = []
  for await (const piece of readLivePieces(house.store, await listLivePieces(house.db, id))) parts.push(piece)
  return parts.flatMap((samples) => [...samples])
}

describe('start sent again with the same take (SPEC 2.12)', () => {
  it('makes one session, though the answer to the first was lost', async () => {
    const take = randomUUID()
    const lost = await start(take)
    lost.client.cut()
    const { client, sessionId, nextSeq } = await start(take)
    expect([sessionId, nextSeq]).toEqual([lost.sessionId, 0])
    expect(await mine()).toHaveLength(1)
    client.speak(part(0, 3))
    await client.next('ack', ({ seq }) => seq === 2)
    client.cut()
    expect(await start(take)).toMatchObject({ sessionId, nextSeq: 3, takeSeq: 3 })
    expect(await mine()).toHaveLength(1)
  })

  it('makes one session of two at once, and another for another user', async () => {
    const take = randomUUID()
    const both = await Promise.allSettled([start(take), start(take)])
    const ids = both.flatMap((one) => (one.status === 'fulfilled' ? [one.value.sessionId] : []))
    expect(new Set(ids).size).toBe(1)
    expect(await mine()).toHaveLength(1)
    userId = await addUser(house.db, 'ENTERPRISE')
    expect(ids).not.toContain((await start(take)).sessionId)
  })

  it('answers the end of one that has ended', async () => {
    const take = randomUUID()
    const { client, sessionId } = await start(take)
    client.speak(part(0, 25))
    client.send({ type: 'stop' })
    await client.next('ended')
    const again = await LiveClient.connect(server.port, userId)
    again.send({ type: 'start', language: 'en', take })
    expect(await again.next('ended')).toMatchObject({ recordingId: sessionId, reason: 'stopped' })
  })
})

it('keeps what two devices say apart, each frame once, in the order in which they came (SPEC 2.13)', async () => {
  const [phone, laptop] = [randomUUID(), randomUUID()]
  const first = await start(phone)
  first.client.speak(part(0, 10))
  first.client.send({ type: 'finalize' })
  await first.client.next('ack', ({ seq }) => seq === 9)
  first.client.cut()
  // The phone goes on speaking, offline: its frames 10 to 14. Meanwhile somebody goes on with the session on a laptop.
  const { sessionId } = first
  const second = await resume(sessionId, laptop)
  expect(second).toMatchObject({ nextSeq: 10, takeSeq: 10 })
  second.client.speak(part(20, 30), 10)
  second.client.send({ type: 'finalize' })
  await second.client.next('ack', ({ seq }) => seq === 19)

  const back = await resume(sessionId, phone)
  expect(await second.client.closed()).toBe(4409)
  expect(back).toMatchObject({ nextSeq: 20, takeSeq: 10 })
  back.client.speak(part(10, 15), back.nextSeq)
  back.client.send({ type: 'finalize' })
  await back.client.next('ack', ({ seq }) => seq === 24)
  back.client.cut()
  // A broken line is no other take.
  expect(await resume(sessionId, phone)).toMatchObject({ nextSeq: 25, takeSeq: 25 })

  const last = await resume(sessionId, laptop)
  expect(last).toMatchObject({ nextSeq: 25, takeSeq: 20 })
  last.client.send({ type: 'stop' })
  await last.client.next('ended')
  expect(await storedAudio(sessionId)).toEqual([...part(0, 10), ...part(20, 30), ...part(10, 15)])
})

describe('a session into which nothing was said (SPEC 2.14)', () => {
  it('is let go when nobody holds it, and may be begun anew by the same take', async () => {
    const take = randomUUID()
    const lost = await start(take)
    lost.client.cut()
    await expect.poll(mine, { timeout: 20_000 }).toEqual([])
    const again = await LiveClient.connect(server.port, userId)
    again.send({ type: 'resume', sessionId: lost.sessionId, take })
    expect(await again.closed()).toBe(4404)
    const { client } = await start(take)
    client.speak(part(0, 25))
    client.send({ type: 'stop' })
    expect(await client.next('ended')).toMatchObject({ reason: 'stopped' })
    expect(await mine()).toHaveLength(1)
  })

  it('is kept while somebody holds it, where something was said, or where no take could begin it anew', async () => {
    const silent = await start(randomUUID())
    const spoken = await start(randomUUID())
    spoken.client.speak(part(0, 1))
    await spoken.client.next('ack')
    spoken.client.cut()
    const nameless = await start()
    nameless.client.cut()
    await sleep(2500)
    expect((await mine()).map(({ id }) => id).sort()).toEqual([silent, spoken, nameless].map(({ sessionId }) => sessionId).sort())
    silent.client.send({ type: 'stop' })
    await silent.client.next('ended')
  })
})

it('logged no error', () => {
  expect(house.errors).toEqual([])
})
