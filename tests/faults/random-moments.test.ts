import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGuardedCluster, type GuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { makeTestRandom } from '#tests/support/seed'
import { cutSpeech, type Speech } from '#tests/worker/audio'
import { House, type RecordingRow, type StoredTranscript } from '#tests/worker/house'
import { makeUser, one } from '#tests/worker/rows'
import type { WorkerProcess } from '#tests/worker/worker-process'

const KILLS = 4
const whereItStood = `
  select r.status, r.progress_ms::int as progress, r.setbacks, r.fence::int,
         (select count(*)::int from recording_windows w where w.recording_id = r.id) as windows
    from recordings r where r.id = $1`
const isDone = (row: RecordingRow) => row.status === 'done'

describe('a job survives kills at random moments', { timeout: 300_000 }, () => {
  const random = makeTestRandom('random moments')
  let dataDir: string
  let cluster: GuardedCluster
  let house: House
  let worker: WorkerProcess
  let speech: Speech
  let undisturbed: { segments: StoredTranscript[]; durationMs: string | null; tookMs: number }

  const startCluster = () =>
    startGuardedCluster(
      { cluster: { dataDir, password: 'test-only', durable: false, graceMs: 5000 }, throwAway: false }, () => undefined)

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-random-'))
    speech = await cutSpeech(dataDir, 45_000)
    cluster = await startCluster()
    await migrate(cluster.url)
    house = await House.open(cluster.url)
    worker = await house.startWorker()
    const id = await house.upload(speech.file)
    const { started_at } = await house.until(id, (row) => row.status === 'processing')
    const row = await house.until(id, isDone)
    const tookMs = row.seen_at.getTime() - started_at!.getTime()
    undisturbed = { segments: await house.transcript(id), durationMs: row.duration_ms, tookMs }
    expect(undisturbed.segments.length).toBeGreaterThan(2)
  })
  afterAll(async () => {
    await house.close()
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  /** Any moment in the life of the job, and a little more often while it begins (decoding) and ends (completing). */
  function aMoment(ofMs: number): number {
    const part = random.next()
    const [start, length] = random.pick([[0, 0.1], [0, 1], [0, 1], [0.9, 0.15]] as const)
    return Math.round(ofMs * (start + part * length))
  }

  async function expectUndisturbed(id: string, userId: string): Promise<void> {
    const row = await house.until(id, isDone)
    expect(await house.transcript(id)).toEqual(undisturbed.segments)
    expect(row.duration_ms).toBe(undisturbed.durationMs)
    expect(await house.usage(userId)).toEqual({ count: 1, usedMs: Number(undisturbed.durationMs) })
    expect((await house.client.query('select from job_failures')).rowCount).toBe(0)
    const jobs = `select from graphile_worker.jobs where task_identifier = 'transcribe'`
    while ((await house.client.query(jobs)).rowCount !== 0) await sleep(50)
  }

  it(`of the worker, ${KILLS} times over`, async () => {
    const userId = await makeUser(house.client)
    const id = await house.upload(speech.file, userId)
    for (let kills = 0; kills < KILLS; kills++) {
      await house.until(id, (row) => row.status !== 'queued')
      // So much of the job is left, and a worker that starts anew gets a share of it, so that it outlives some kills.
      const { leftMs } = await one<{ leftMs: number }>(house.client,
        'select coalesce(total_ms, $2) - progress_ms as "leftMs" from recordings where id = $1', [id, speech.durationMs])
      await sleep(aMoment((undisturbed.tookMs * leftMs) / speech.durationMs / (KILLS - kills)))
      worker.signal('SIGKILL')
      await worker.exited
      console.info('killed at', JSON.stringify(await one(house.client, whereItStood, [id])))
      worker = await house.startWorker()
    }
    await expectUndisturbed(id, userId)
  })

  it('of PostgreSQL, the same worker going on', async () => {
    const userId = await makeUser(house.client)
    const id = await house.upload(speech.file, userId)
    await house.until(id, (row) => row.status !== 'queued')
    const moment = aMoment(undisturbed.tookMs)
    await sleep(moment)
    process.kill(cluster.pid, 'SIGKILL')
    await cluster.exited
    console.info(`PostgreSQL killed after ${moment} ms`)
    cluster = await startCluster()
    await house.reconnect()
    await expectUndisturbed(id, userId)
    expect(await house.row(id)).toMatchObject({ setbacks: 0, fence: '1' })
    process.kill(worker.pid, 0)
  })
})
