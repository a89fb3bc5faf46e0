import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '#db/client.server'
import { startGuardedCluster, type GuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { getUsage } from '#domain/accounts/plan.server'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/speech/shared-audio'
import { startHouseProcess, type HouseProcess } from '#tests/support/house-process'
import { LiveClient, toPcm16 } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'

const FRAME = 1600
const SECOND = 10

describe('a live session outlives its database', { timeout: 300_000 }, () => {
  let dataDir: string
  let clusterDir: string
  let cluster: GuardedCluster
  let database: Database
  let store: ObjectStore
  let live: HouseProcess
  let speech: Int16Array
  let undisturbed: unknown[]

  const startCluster = () =>
    startGuardedCluster({ cluster: { dataDir: clusterDir, password: 'test-only', durable: true, graceMs: 5000 }, throwAway: false }, () => undefined)
  const killCluster = async () => {
    process.kill(cluster.pid, 'SIGKILL')
    await cluster.exited
  }
  const say = (client: LiveClient, from: number, to: number) => client.speak(speech.subarray(from * FRAME, to * FRAME), from)
  const frames = () => Math.ceil(speech.length / FRAME)
  const transcriptOf = (id: string) =>
    database.db
      .select({ idx: segments.idx, startMs: segments.startMs, endMs: segments.endMs, text: segments.text })
      .from(segments)
      .where(eq(segments.recordingId, id))
      .orderBy(segments.idx)

  async function start() {
    const userId = await addUser(database.db, 'ENTERPRISE')
    const client = await LiveClient.connect(live.port, userId)
    client.send({ type: 'start', language: 'en' })
    return { userId, client, ...(await client.next('ready')) }
  }

  /** Every sample once, every word, and charged once. */
  async function expectWhole(sessionId: string, userId: string): Promise<void> {
    const hash = createHash('sha256')
    for await (const part of readLivePieces(store, await listLivePieces(database.db, sessionId))) hash.update(part)
    expect(hash.digest('hex')).toBe(createHash('sha256').update(speech).digest('hex'))
    expect(await transcriptOf(sessionId)).toEqual(undisturbed)
    const durationMs = Math.ceil(speech.length / 16)
    const [row] = await database.db.select().from(recordings).where(eq(recordings.id, sessionId))
    expect(row).toMatchObject({ status: 'done', durationMs, chargedMs: durationMs })
    expect(await getUsage(database.db, userId)).toMatchObject({ usageCount: 1, usedMs: durationMs })
  }

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-live-away-'))
    clusterDir = await mkdtemp(path.join(os.tmpdir(), 'steno-live-away-db-'))
    cluster = await startCluster()
    await migrate(cluster.url)
    database = openDatabase({ url: cluster.url, name: 'live-away-test', onIdleError: () => undefined })
    live = await startHouseProcess({
      file: 'server/main.ts', portVariable: 'STENO_LIVE_PORT', databaseUrl: cluster.url, dataDir, env: { STENO_SECRET: liveSecret },
    })
    store = await openObjectStore({ kind: 'file', dir: path.join(dataDir, 'objects') }, path.join(dataDir, 'secrets/master-keys'), () => {})
    speech = toPcm16(await decodeAll('public/sample/steno-sample.mp3'))
    const { client, sessionId } = await start()
    say(client, 0, frames())
    client.send({ type: 'stop' })
    await client.next('ended')
    undisturbed = await transcriptOf(sessionId)
    expect(undisturbed.length).toBeGreaterThan(2)
  })
  afterAll(async () => {
    await live.stop()
    await database.close()
    await cluster.stop()
    for (const dir of [dataDir, clusterDir]) await rm(dir, { recursive: true, force: true })
  })

  it('killed in the middle of a sentence, while the speaker goes on: to the letter, on the same connection (SPEC 3.3, 3.8)', async () => {
    const { client, sessionId, userId } = await start()
    say(client, 0, 5 * SECOND)
    await client.next('ack')
    say(client, 5 * SECOND, 6 * SECOND)
    await killCluster()
    say(client, 6 * SECOND, 9 * SECOND)
    await sleep(3000)
    const promised = client.messages.findLast((message) => message.type === 'ack')
    cluster = await startCluster()
    // What was acknowledged is what the database holds; what was not is written now that it is back.
    const next = await client.next('ack', ({ seq }) => seq >= 9 * SECOND - 1)
    expect(next.seq).toBeGreaterThan(promised?.type === 'ack' ? promised.seq : -1)
    say(client, 9 * SECOND, frames())
    client.send({ type: 'stop' })
    await client.next('ended')
    await expectWhole(sessionId, userId)
  })

  it('killed while the connection breaks as well: whoever comes back finds what was acknowledged (SPEC 3.6, 3.8)', async () => {
    const { client, sessionId, userId, resumeTicket } = await start()
    say(client, 0, 5 * SECOND)
    const { seq } = await client.next('ack')
    say(client, 5 * SECOND, 6 * SECOND)
    await killCluster()
    client.cut()
    await sleep(1000)
    const early = await LiveClient.connect(live.port, userId, resumeTicket)
    early.send({ type: 'resume', sessionId })
    // Not unknown, nor refused for good: the page tries again.
    expect([4500, 4503]).toContain(await early.closed())
    cluster = await startCluster()
    let again: LiveClient
    let nextSeq = -1
    for (;;) {
      again = await LiveClient.connect(live.port, userId, resumeTicket)
      again.send({ type: 'resume', sessionId })
      const ready = await again.next('ready').catch(() => null)
      if (ready) {
        nextSeq = ready.nextSeq
        break
      }
      await sleep(300)
    }
    expect(nextSeq).toBeGreaterThan(seq)
    say(again, nextSeq, frames())
    again.send({ type: 'stop' })
    await again.next('ended')
    await expectWhole(sessionId, userId)
  })

  it('and the server is still the same, and well', async () => {
    process.kill(live.pid, 0)
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${live.port}/readyz`)).status, { timeout: 30_000 }).toBe(200)
  })
})
