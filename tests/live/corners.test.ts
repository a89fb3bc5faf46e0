import { once } from 'node:events'
import { eq } from 'drizzle-orm'
import WebSocket from 'ws'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { liveSessions } from '#db/schema/live-sessions'
import { recordings } from '#db/schema/recordings'
import { joinLivePieces } from '#domain/live/join-live.server'
import { releaseLiveSession } from '#domain/live/live-session.server'
import { LIVE_PROTOCOL, WATCH_PREFIX } from '#domain/live/protocol'
import { shareLiveSession } from '#domain/live/share.server'
import { deleteRecording } from '#domain/recordings/change-recording.server'
import { begin } from '#tests/db/live-acts'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/support/decoded-sound'
import { LiveClient } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeNoise } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveServer } from '../../server/make-live-server'

const noise = makeNoise(makeSeededRandom(4), 30)
const told = makeToldRecognizer()
let house: LiveHouse
let server: LiveServer
let userId: string

beforeAll(async () => {
  house = await openLiveHouse({ recognizer: told })
  server = await house.startServer({ touchMs: 200 })
})
beforeEach(async () => {
  Object.assign(told, { says: () => undefined })
  userId = await addUser(house.db, 'ENTERPRISE')
})
afterAll(() => house.close())

async function start() {
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'start', language: 'en' })
  return { client, ...(await client.next('ready')) }
}

const rowOf = async (id: string) => (await house.db.select().from(recordings).where(eq(recordings.id, id)))[0]

describe('a session whose rest can never be recognised (SPEC 3.7)', () => {
  it.each([
    ['because recognition breaks on it', async () => {
      told.says = (stream) => stream.onEvent({ type: 'broken', message: 'It breaks.' })
    }],
    ['because its model is gone', async (id: string) => {
      await house.db.update(recordings).set({ modelId: 'a-model-that-was' }).where(eq(recordings.id, id))
    }],
  ])('%s, is kept, marked, and can be played', async (_why, spoil) => {
    const { client, sessionId } = await start()
    // Nothing is settled as text while it is spoken.
    client.speak(noise)
    await client.next('ack', ({ audioMs }) => audioMs >= 3000)
    client.cut()
    await spoil(sessionId)
    await releaseLiveSession(house.db, userId, sessionId)
    await expect.poll(async () => (await rowOf(sessionId))?.status, { timeout: 30_000 }).toBe('done')
    expect(await rowOf(sessionId)).toMatchObject({ durationMs: 3000, chargedMs: 3000 })
    const [live] = await house.db.select().from(liveSessions).where(eq(liveSessions.recordingId, sessionId))
    expect(live).toMatchObject({ endReason: 'stopped', cutSample: noise.length, samples: noise.length })
    expect(await joinLivePieces({ db: house.db, store: house.store }, sessionId)).toBe('joined')
    const parts: Uint8Array[] = []
    for await (const part of await house.store.read((await rowOf(sessionId))!.objectKey!)) parts.push(part)
    const heard = Int16Array.from((await decodeAll(Buffer.concat(parts))).samples, (sample) => sample * 0x8000)
    expect(Buffer.from(heard.buffer).equals(Buffer.from(noise.buffer))).toBe(true)
    expect(house.errors.splice(0).join('\n')).toMatch(/cannot be recognised|meets trouble/)
  })
})

it('lets in so many viewers of a session, and the next when one has gone (SPEC 7.5)', async () => {
  const few = await house.startServer({ viewersMax: 2 })
  const [shared, other] = [await begin(house.db, userId), await begin(house.db, userId)]
  const watch = async (sessionId: string) => {
    const { token } = await shareLiveSession(house.db, userId, sessionId)
    return () => new WebSocket(`ws://127.0.0.1:${few.port}/ws/watch`, [LIVE_PROTOCOL, `${WATCH_PREFIX}${token}`])
  }
  const [watchShared, watchOther] = [await watch(shared.sessionId), await watch(other.sessionId)]
  const first = watchShared()
  await once(first, 'message')
  await once(watchShared(), 'message')
  expect((await once(watchShared(), 'close'))[0]).toBe(1012)
  await once(watchOther(), 'message')
  first.close()
  await once(first, 'close')
  // The server may learn of it a moment after the viewer.
  await vi.waitFor(async () => {
    const next = watchShared()
    expect(await Promise.race(['message', 'close'].map((type) => once(next, type).then(() => type)))).toBe('message')
  }, { timeout: 20_000 })
})

it('closes the viewers of a session that is deleted (SPEC 7.4)', async () => {
  const { client, sessionId } = await start()
  client.speak(noise)
  await client.next('ack')
  const { token } = await shareLiveSession(house.db, userId, sessionId)
  const viewer = new WebSocket(`ws://127.0.0.1:${server.port}/ws/watch`, [LIVE_PROTOCOL, `${WATCH_PREFIX}${token}`])
  const closed = once(viewer, 'close')
  await once(viewer, 'message')
  await deleteRecording(house.db, userId, sessionId)
  expect((await closed)[0]).toBe(4404)
  expect(await client.closed()).toBe(4404)
})

describe('two updates at once (SPEC 2.6)', () => {
  it('both hold', async () => {
    const { client, sessionId } = await start()
    client.send({ type: 'update', title: 'Monday' })
    client.send({ type: 'update', language: 'auto' })
    await client.next('updated', ({ language }) => language === 'auto')
    expect(await rowOf(sessionId)).toMatchObject({ title: 'Monday', language: 'auto' })
    client.send({ type: 'stop' })
    await client.next('ended')
  })

  it('one that cannot be met takes nothing from the other', async () => {
    const { client, sessionId } = await start()
    client.send({ type: 'update', language: 'vi' })
    client.send({ type: 'update', title: 'Tuesday' })
    await client.next('error')
    await client.next('updated')
    expect(await rowOf(sessionId)).toMatchObject({ title: 'Tuesday', language: 'en' })
    client.send({ type: 'stop' })
    await client.next('ended')
  })
})

it('tells of its end whoever said nothing, also where its row is looked for while it goes (SPEC 2.9)', async () => {
  const busy = await house.startServer({ touchMs: 1 })
  await Promise.all(Array.from({ length: 20 }, async () => {
    const client = await LiveClient.connect(busy.port, await addUser(house.db, 'ENTERPRISE'))
    client.send({ type: 'start', language: 'en' })
    await client.next('ready')
    client.send({ type: 'stop' })
    expect(await client.next('ended')).toMatchObject({ recordingId: null })
  }))
})

it('logged no other error', () => {
  expect(house.errors).toEqual([])
})
