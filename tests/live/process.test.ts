import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '#db/client.server'
import { liveSessions } from '#db/schema/live-sessions'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { releaseLiveSession } from '#domain/live/live-session.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/speech/shared-audio'
import { startHouseProcess, type HouseProcess } from '#tests/support/house-process'
import { LiveClient, toPcm16 } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'
import { makeTestRandom } from '#tests/support/seed'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'

const KILLS = 5
let made: TestDatabase
let database: Database
let dataDir: string
let userId: string
let speech: Int16Array
let undisturbed: unknown[]
let store: ObjectStore
const processes: HouseProcess[] = []

/** The live server as `npm start` runs it; sessions of all copies lie in the same database and folder. */
async function startLive(): Promise<HouseProcess> {
  const started = await startHouseProcess({
    file: 'server/main.ts', portVariable: 'STENO_LIVE_PORT', databaseUrl: made.url, dataDir, env: { STENO_SECRET: liveSecret },
  })
  processes.push(started)
  return started
}

async function start(server: HouseProcess) {
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'start', language: 'en' })
  return { client, ...(await client.next('ready')) }
}

/** Takes the session up on a copy, says the rest, and ends it. */
async function goOn(server: HouseProcess, sessionId: string, ticket: string) {
  const client = await LiveClient.connect(server.port, userId, ticket)
  client.send({ type: 'resume', sessionId })
  const { nextSeq } = await client.next('ready')
  client.speak(speech.subarray(nextSeq * 1600), nextSeq)
  client.send({ type: 'stop' })
  await client.next('ended')
}

const transcriptOf = (id: string) =>
  database.db
    .select({ idx: segments.idx, startMs: segments.startMs, endMs: segments.endMs, text: segments.text })
    .from(segments)
    .where(eq(segments.recordingId, id))
    .orderBy(segments.idx)

beforeAll(async () => {
  made = await makeTestDatabase()
  database = openDatabase({ url: made.url, name: 'live-process-test' })
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-live-'))
  userId = await addUser(database.db, 'ENTERPRISE')
  speech = toPcm16(await decodeAll('public/sample/steno-sample.mp3'))
  const server = await startLive()
  store = await openObjectStore({ kind: 'file', dir: path.join(dataDir, 'objects') }, path.join(dataDir, 'secrets/master-keys'), () => {})
  const { client, sessionId } = await start(server)
  client.speak(speech)
  client.send({ type: 'stop' })
  await client.next('ended')
  undisturbed = await transcriptOf(sessionId)
  expect(undisturbed.length).toBeGreaterThan(2)
})
afterAll(async () => {
  for (const started of processes) await started.stop()
  await database.close()
  await made.drop()
  await rm(dataDir, { recursive: true, force: true })
})

describe('a session outlives its server', { timeout: 240_000 }, () => {
  it('killed in the middle of a sentence: another copy goes on, to the letter (SPEC 3.6)', async () => {
    const first = processes[0]!
    const { client, sessionId, resumeTicket } = await start(first)
    client.speak(speech.subarray(0, 16_000 * 7))
    await client.next('ack')
    first.signal('SIGKILL')
    await client.closed()
    await goOn(await startLive(), sessionId, resumeTicket)
    expect(await transcriptOf(sessionId)).toEqual(undisturbed)
  })

  it(`killed ${KILLS} times over, at any moment: what was acknowledged is held by the next, and in the end all is there, once and to the letter (SPEC 3.3, 3.6)`, async () => {
    const random = makeTestRandom('live servers killed')
    let server = await startLive()
    let { client, sessionId, resumeTicket } = await start(server)
    const frames = Math.ceil(speech.length / FRAME_SAMPLES)
    let nextSeq = 0
    let acked = -1
    for (let kill = 0; kill < KILLS; kill++) {
      const until = nextSeq + random.below(Math.ceil((frames - nextSeq) / (KILLS - kill)))
      // Sometimes all at once, as after a break, sometimes as it is spoken.
      const paceMs = random.pick([0, 0, 10, 30])
      for (let seq = nextSeq; seq < until; seq++) {
        client.frame(seq, speech.subarray(seq * FRAME_SAMPLES, (seq + 1) * FRAME_SAMPLES))
        if (paceMs > 0) await sleep(paceMs)
      }
      await sleep(random.below(2500))
      server.signal('SIGKILL')
      await client.closed()
      acked = Math.max(acked, ...client.messages.flatMap((message) => (message.type === 'ack' ? [message.seq] : [])))
      server = await startLive()
      client = await LiveClient.connect(server.port, userId, resumeTicket)
      client.send({ type: 'resume', sessionId })
      ;({ nextSeq } = await client.next('ready'))
      console.info(`killed with ${acked + 1} of ${until} frames acknowledged; the next copy holds ${nextSeq}`)
      expect(nextSeq).toBeGreaterThan(acked)
    }
    client.speak(speech.subarray(nextSeq * FRAME_SAMPLES), nextSeq)
    client.send({ type: 'stop' })
    await client.next('ended')
    const hash = createHash('sha256')
    for await (const part of readLivePieces(store, await listLivePieces(database.db, sessionId))) hash.update(part)
    expect(hash.digest('hex')).toBe(createHash('sha256').update(speech).digest('hex'))
    expect(await transcriptOf(sessionId)).toEqual(undisturbed)
    const [row] = await database.db.select().from(recordings).where(eq(recordings.id, sessionId))
    expect(row).toMatchObject({ status: 'done', chargedMs: Math.ceil(speech.length / 16) })
  })

  it('told to end: everything said is stored, and the client sent on to another copy (SPEC 3.9)', async () => {
    const first = processes.at(-1)!
    const { client, sessionId, resumeTicket } = await start(first)
    const seq = client.speak(speech.subarray(0, 16_000 * 6))
    await client.next('partial')
    first.signal('SIGTERM')
    await client.next('goaway')
    expect(await client.closed()).toBe(1012)
    expect(await first.exited).toBe(0)
    const [row] = await database.db.select().from(liveSessions).where(eq(liveSessions.recordingId, sessionId))
    expect(row?.nextSeq).toBe(seq)
    await goOn(await startLive(), sessionId, resumeTicket)
    expect(await transcriptOf(sessionId)).toEqual(undisturbed)
  })

  it('left alone: its rest is recognised from what is stored, and it is kept (SPEC 3.7)', async () => {
    const server = processes.at(-1)!
    const { client, sessionId } = await start(server)
    client.speak(speech)
    await client.next('ack', ({ audioMs }) => audioMs >= Math.floor(speech.length / 16))
    client.cut()
    // Its owner ends it from elsewhere, so that nobody need wait half an hour for the same.
    await releaseLiveSession(database.db, userId, sessionId)
    await expect
      .poll(async () => (await database.db.select().from(recordings).where(eq(recordings.id, sessionId)))[0]?.status, { timeout: 60_000 })
      .toBe('done')
    expect(await transcriptOf(sessionId)).toEqual(undisturbed)
  })
})
