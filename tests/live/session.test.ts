import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/speech/shared-audio'
import { LiveClient, toPcm16 } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import type { LiveServer } from '../../server/make-live-server'

let house: LiveHouse
let server: LiveServer
let userId: string
let speech: Int16Array

beforeAll(async () => {
  house = await openLiveHouse()
  server = await house.startServer()
  userId = await addUser(house.db)
  speech = toPcm16(await decodeAll('public/sample/steno-sample.mp3'))
})
afterAll(() => house.close())

const rowOf = async (id: string) => (await house.db.select().from(recordings).where(eq(recordings.id, id)))[0]
const segmentsOf = (id: string) => house.db.select().from(segments).where(eq(segments.recordingId, id)).orderBy(segments.idx)
/** SHA-256 of the stored audio, which is compared with that of what was said. */
async function storedAudio(id: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of readLivePieces(house.store, await listLivePieces(house.db, id))) hash.update(part)
  return hash.digest('hex')
}
const digest = (samples: Int16Array) => createHash('sha256').update(samples).digest('hex')

async function start(title = ''): Promise<{ client: LiveClient; sessionId: string; resumeTicket: string }> {
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'start', language: 'en', title })
  const { sessionId, resumeTicket } = await client.next('ready')
  return { client, sessionId, resumeTicket }
}

describe('a live session', () => {
  it('is a recording with every word and every sample when it ends (SPEC 2.1, 2.9, 3.3, 4.7)', async () => {
    const { client, sessionId } = await start('Morning')
    expect(await rowOf(sessionId)).toMatchObject({ source: 'realtime', status: 'processing', title: 'Morning', userId })
    const seq = client.speak(speech)
    await client.next('partial')
    client.send({ type: 'stop' })
    expect(await client.next('ended')).toMatchObject({ recordingId: sessionId, reason: 'stopped' })
    expect(await client.closed()).toBe(1000)

    const finals = client.finals()
    expect(finals.every(({ committed }) => committed)).toBe(true)
    expect(finals.map(({ segmentId }) => segmentId)).toEqual(finals.map((_, at) => at))
    expect(finals.map(({ text }) => text).join(' ').toLowerCase()).toContain('steno')
    const stored = await segmentsOf(sessionId)
    expect(stored.map(({ idx, text, startMs, endMs }) => ({ idx, text, startMs, endMs }))).toEqual(
      finals.map(({ segmentId, text, startMs, endMs }) => ({ idx: segmentId, text, startMs, endMs })),
    )
    for (const [at, segment] of stored.entries()) {
      expect(segment.endMs).toBeGreaterThan(segment.startMs)
      if (at > 0) expect(segment.startMs).toBeGreaterThanOrEqual(stored[at - 1]!.endMs)
    }
    const row = await rowOf(sessionId)
    const durationMs = Math.ceil(speech.length / 16)
    expect(row).toMatchObject({ status: 'done', durationMs, chargedMs: durationMs })
    expect(await storedAudio(sessionId)).toBe(digest(speech))
    expect(Math.max(...client.messages.flatMap((message) => (message.type === 'ack' ? [message.seq] : [])))).toBe(seq - 1)
  })

  it('goes on where a broken connection left it, to the letter (SPEC 3.6, 3.7, 2.5)', async () => {
    const whole = await start()
    whole.client.speak(speech)
    whole.client.send({ type: 'stop' })
    await whole.client.next('ended')

    const first = await start()
    first.client.speak(speech.subarray(0, 16_000 * 5))
    await first.client.next('ack')
    first.client.cut()
    const second = await LiveClient.connect(server.port, userId, first.resumeTicket)
    second.send({ type: 'resume', sessionId: first.sessionId })
    const { nextSeq } = await second.next('ready')
    second.speak(speech.subarray(nextSeq * 1600), nextSeq)
    second.send({ type: 'stop' })
    await second.next('ended')
    const textOf = async (id: string) => (await segmentsOf(id)).map(({ startMs, endMs, text }) => ({ startMs, endMs, text }))
    expect(await textOf(first.sessionId)).toEqual(await textOf(whole.sessionId))
    expect(await storedAudio(first.sessionId)).toBe(digest(speech))
  })

  it('is held by its newest connection alone (SPEC 2.4)', async () => {
    const { client, sessionId } = await start()
    client.frame(0, speech.subarray(0, 1600))
    const other = await LiveClient.connect(server.port, userId)
    other.send({ type: 'resume', sessionId })
    await other.next('ready')
    expect(await client.closed()).toBe(4409)
    other.send({ type: 'stop' })
    await other.next('ended')
  })

  it('is unknown to everybody else (SPEC 2.3)', async () => {
    const { client, sessionId } = await start()
    const stranger = await LiveClient.connect(server.port, await addUser(house.db))
    stranger.send({ type: 'resume', sessionId })
    expect(await stranger.closed()).toBe(4404)
    client.send({ type: 'stop' })
    expect(await client.next('ended')).toMatchObject({ recordingId: null, reason: 'stopped' })
    expect(await rowOf(sessionId)).toBeUndefined()
  })

  it('leaves nothing of a moment without a word (SPEC 2.9)', async () => {
    const { client, sessionId } = await start()
    client.speak(new Int16Array(16_000))
    client.send({ type: 'stop' })
    expect(await client.next('ended')).toEqual({ type: 'ended', recordingId: null, reason: 'stopped' })
    expect(await rowOf(sessionId)).toBeUndefined()
  })

  it('answers the end once more to who missed it (SPEC 2.9)', async () => {
    const { client, sessionId, resumeTicket } = await start()
    client.speak(speech.subarray(0, 16_000 * 3))
    client.send({ type: 'stop' })
    await client.next('ended')
    const again = await LiveClient.connect(server.port, userId, resumeTicket)
    again.send({ type: 'resume', sessionId })
    expect(await again.next('ended')).toEqual({ type: 'ended', recordingId: sessionId, reason: 'stopped' })
    expect(await again.closed()).toBe(1000)
  })

  it('finishes on demand, rests and goes on (SPEC 2.7, 2.8)', async () => {
    const { client, sessionId } = await start()
    const seq = client.speak(speech.subarray(0, 16_000 * 3))
    client.send({ type: 'finalize' })
    await client.next('final', ({ committed }) => committed)
    client.send({ type: 'pause' })
    await client.next('state', ({ state }) => state === 'paused')
    expect((await segmentsOf(sessionId)).length).toBeGreaterThan(0)
    client.speak(speech.subarray(16_000 * 3, 16_000 * 6), seq)
    client.send({ type: 'stop' })
    await client.next('ended')
    expect(await storedAudio(sessionId)).toBe(digest(speech.subarray(0, 16_000 * 6)))
  })

  it('tells what cannot be met, and goes on (SPEC 2.2, 2.6)', async () => {
    const client = await LiveClient.connect(server.port, userId)
    client.send({ type: 'start', language: 'vi' })
    expect(await client.next('error')).toMatchObject({ code: 'language_not_installed' })
    client.send({ type: 'start', language: 'en' })
    await client.next('ready')
    client.send({ type: 'update', language: 'vi' })
    await client.next('error', (error) => error.code === 'language_not_installed' && client.messages.indexOf(error) > 1)
    client.send({ type: 'stop' })
    await client.next('ended')
  })

  it('ends, kept, where the plan is used up (SPEC 5.1–5.3)', async () => {
    const owner = await addUser(house.db)
    await house.db.execute(`update user_subscriptions set used_ms = 60000 * (select monthly_minutes from plans p
      where p.id = plan_id) - 2500 where user_id = '${owner}'`)
    const client = await LiveClient.connect(server.port, owner)
    client.send({ type: 'start', language: 'en' })
    const { sessionId, quotaLeftMs } = await client.next('ready')
    expect(quotaLeftMs).toBe(2500)
    client.speak(speech.subarray(0, 16_000 * 4))
    expect(await client.next('quota', ({ leftMs }) => leftMs === 0)).toBeDefined()
    expect(await client.next('ended')).toMatchObject({ recordingId: sessionId, reason: 'quota' })
    expect(await rowOf(sessionId)).toMatchObject({ status: 'done', durationMs: 4000, chargedMs: 4000 })
  })
})

it('logged no error', () => {
  expect(house.errors).toEqual([])
})
