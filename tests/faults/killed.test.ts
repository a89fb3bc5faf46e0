import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { cutSpeech, shortSpeech, type Speech } from '#tests/worker/audio'
import { House, type RecordingRow, type StoredTranscript } from '#tests/worker/house'
import { makeUser } from '#tests/worker/rows'
import type { WorkerProcess } from '#tests/worker/worker-process'

/** What is promised, by the database's clock. */
const TAKEOVER_MS_MAX = 5_000
const isDone = (row: RecordingRow) => row.status === 'done'

describe('a recording survives its worker', { timeout: 300_000 }, () => {
  let database: TestDatabase
  let house: House
  let speech: Speech
  let undisturbed: { segments: StoredTranscript[]; durationMs: string | null }

  beforeAll(async () => {
    database = await makeTestDatabase()
    house = await House.open(database.url)
    speech = await cutSpeech(house.dataDir, 80_000)
    const worker = await house.startWorker()
    const id = await house.upload(speech.file)
    const row = await house.until(id, isDone)
    undisturbed = { segments: await house.transcript(id), durationMs: row.duration_ms }
    expect(undisturbed.segments.length).toBeGreaterThan(5)
    await worker.stop()
  })
  afterAll(async () => {
    await house.close()
    await database.drop()
  })
  afterEach(() => Promise.all(house.workers.map((worker) => worker.stop())))

  /** The transcript is that of an undisturbed run, to the letter, stored and charged once. */
  async function expectUndisturbed(id: string, userId: string): Promise<void> {
    const row = await house.until(id, isDone)
    expect(await house.transcript(id)).toEqual(undisturbed.segments)
    expect(row.duration_ms).toBe(undisturbed.durationMs)
    expect(await house.usage(userId)).toEqual({ count: 1, usedMs: Number(undisturbed.durationMs) })
    // A job ends a moment after its recording.
    const left = () => house.client.query(`select from graphile_worker.jobs where task_identifier = 'transcribe'`)
    await vi.waitUntil(async () => (await left()).rowCount === 0, { timeout: 10_000 })
  }

  async function kill(worker: WorkerProcess, id: string): Promise<RecordingRow> {
    const before = await house.row(id)
    worker.signal('SIGKILL')
    await worker.exited
    return before
  }

  /** @param since when there was both a dead worker and a living one that was ready */
  async function expectTakeover(id: string, before: RecordingRow, since = before.seen_at): Promise<void> {
    const after = await house.until(id, (row) => row.fence !== before.fence)
    const tookMs = after.seen_at.getTime() - since.getTime()
    console.info(`taken over after ${tookMs} ms`)
    expect(tookMs).toBeLessThan(TAKEOVER_MS_MAX)
  }

  it('when one worker after another is killed, others take it over', async () => {
    const userId = await makeUser(house.client)
    const first = await house.startWorker()
    const id = await house.upload(speech.file, userId)
    await house.until(id, (row) => row.status === 'processing')
    const second = await house.startWorker()
    await house.untilCheckpoints(id, 1)
    await expectTakeover(id, await kill(first, id))

    await house.startWorker()
    await house.untilCheckpoints(id, 4)
    await expectTakeover(id, await kill(second, id))
    await expectUndisturbed(id, userId)
  })

  it('when the only worker is killed before its first checkpoint and started again', async () => {
    const userId = await makeUser(house.client)
    const worker = await house.startWorker()
    const id = await house.upload(speech.file, userId)
    await house.until(id, (row) => row.status === 'processing')
    const before = await kill(worker, id)
    await house.startWorker()
    await expectTakeover(id, before, (await house.row(id)).seen_at)
    await expectUndisturbed(id, userId)
  })

  it('when it is stopped in an orderly way, which is no setback and leaves the queue in order', async () => {
    const userId = await makeUser(house.client)
    const worker = await house.startWorker()
    const id = await house.upload(speech.file, userId)
    await house.untilCheckpoints(id, 2)
    worker.signal('SIGTERM')
    expect(await worker.exited).toBe(0)
    expect(await house.row(id)).toMatchObject({ status: 'queued', setbacks: 0 })
    const jobs = await house.client.query(
      `select locked_by, run_at <= now() as due from graphile_worker.jobs where key = $1`, [`transcribe:${id}`])
    expect(jobs.rows).toEqual([{ locked_by: null, due: true }])
    expect((await house.client.query('select from worker_pools')).rowCount).toBe(0)
    const kept = await house.client.query('select idx from recording_windows where recording_id = $1', [id])
    expect(kept.rowCount).toBeGreaterThanOrEqual(2)

    await house.startWorker()
    await expectUndisturbed(id, userId)
    expect(Number((await house.row(id)).fence)).toBe(2)
  })

  it('when it stands still for so long that another takes over, and then wakes up', async () => {
    const userId = await makeUser(house.client)
    const sleeper = await house.startWorker()
    const id = await house.upload(speech.file, userId)
    await house.untilCheckpoints(id, 2)
    const before = await house.row(id)
    sleeper.signal('SIGSTOP')
    await house.startWorker()
    await expectTakeover(id, before, (await house.row(id)).seen_at)
    // It wakes up in the middle of its heir's work, with a finished window in its hands.
    sleeper.signal('SIGCONT')
    await expectUndisturbed(id, userId)
    expect(Number((await house.row(id)).fence)).toBe(Number(before.fence) + 1)
    expect(sleeper.log()).toContain('cancelled, deleted or taken over')

    // Buried alive, it has registered anew and takes jobs.
    const others = house.workers.filter((worker) => worker !== sleeper)
    await Promise.all(others.map((worker) => worker.stop()))
    const next = await house.upload(shortSpeech.file)
    await house.until(next, isDone)
    const pools = await house.client.query('select pid from worker_pools')
    expect(pools.rows).toEqual([{ pid: sleeper.pid }])
  })
})
