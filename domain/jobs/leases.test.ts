import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#domain/errors/app-error'
import { useDatabase } from '#tests/db/use-database'
import { connect, makePool, makeQueued, makeUser, one } from '#tests/worker/rows'
import { listCheckpoints, reportProgress, settleModel, storeCheckpoint } from './checkpoints.server'
import { claimRecording } from './claim.server'
import { completeRecording, failRecording, giveBackRecording, postponeRecording } from './outcome.server'
import { mendQueue, sweepDeadPools } from './sweeper.server'

const test = useDatabase()
let userId: string

beforeEach(async () => {
  await test.client.query('delete from recordings; delete from graphile_worker._private_jobs; delete from worker_pools')
  userId = await makeUser(test.client)
})

const segment = (text: string) => ({ startMs: 0, endMs: 900, text })
const window = (idx: number, text: string) => ({
  idx, startMs: idx * 1000, endMs: idx * 1000 + 900, nextStartSample: (idx + 1) * 16_000, segments: [segment(text)],
})
const transcript = { durationMs: 10_000, segments: [segment('one')], modelId: 'm', language: 'en', needsPlayback: false }
const statusOf = (id: string) =>
  one<{ status: string; setbacks: number; fence: string }>(test.client, 'select status, setbacks, fence from recordings where id = $1', [id])
const jobOf = async (id: string) =>
  (await test.client.query('select * from graphile_worker.jobs where key = $1', [`transcribe:${id}`])).rows[0]
/** As graphile-worker does when one of its workers takes a job. */
const lockJob = (id: string, workerId: string, agoMs = 0) =>
  test.client.query(
    `update graphile_worker._private_jobs set locked_by = $2, attempts = attempts + 1,
       locked_at = clock_timestamp() - make_interval(secs => $3 / 1000.0) where key = $1`,
    [`transcribe:${id}`, workerId, agoMs],
  )

async function claimed() {
  const poolId = await makePool(test.client, [randomUUID()])
  const recordingId = await makeQueued(test.client, userId)
  const order = await claimRecording(test.db, { recordingId, poolId, isHeldHere: false })
  return { poolId, recordingId, order: order! }
}

describe('a claim', () => {
  it('is given once, with what the work needs', async () => {
    const { order, recordingId, poolId } = await claimed()
    expect(order).toMatchObject({ recordingId, userId, language: 'en', totalMs: 11_000, fence: 1, setbacks: 0 })
    const other = await makePool(test.client, [])
    expect(await claimRecording(test.db, { recordingId, poolId: other, isHeldHere: false })).toBeNull()
    expect(await claimRecording(test.db, { recordingId, poolId, isHeldHere: true })).toBeNull()
  })

  it('whose answer was lost is taken up again by the same pool, under a higher fence', async () => {
    const { recordingId, poolId } = await claimed()
    const again = await claimRecording(test.db, { recordingId, poolId, isHeldHere: false })
    expect(again).toMatchObject({ fence: 2, setbacks: 0 })
  })

  it('passes from a silent pool to a living one, and counts as a setback', async () => {
    const { recordingId, poolId, order } = await claimed()
    await test.client.query(`update worker_pools set heartbeat_at = now() - interval '10 seconds' where id = $1`, [poolId])
    const heir = await makePool(test.client, [])
    const taken = await claimRecording(test.db, { recordingId, poolId: heir, isHeldHere: false })
    expect(taken).toMatchObject({ fence: 2, setbacks: 1 })
    expect(await storeCheckpoint(test.db, order, window(0, 'late'))).toBe(false)
    expect(await completeRecording(test.db, order, transcript)).toBe('lost_lease')
    expect(await failRecording(test.db, order, new AppError('internal', 'late'))).toBe(false)
    expect(await postponeRecording(test.db, order, 0)).toBe(false)
    expect(await giveBackRecording(test.db, order, { delayMs: 0, outages: 0 })).toBe(false)
    expect(await settleModel(test.db, order, 'other')).toBe(false)
    await reportProgress(test.db, order, 9_000, 11_000)
    expect(await one(test.client, 'select progress_ms::int as p, used_model_id as m from recordings')).toEqual({ p: 0, m: null })
    expect(await listCheckpoints(test.db, recordingId)).toEqual([])
  })
})

it('a checkpoint is stored once and clears the setbacks', async () => {
  const { recordingId, order } = await claimed()
  await test.client.query('update recordings set setbacks = 3')
  expect(await storeCheckpoint(test.db, order, window(1, 'two'))).toBe(true)
  expect(await storeCheckpoint(test.db, order, window(0, 'one'))).toBe(true)
  expect(await storeCheckpoint(test.db, order, window(0, 'again'))).toBe(true)
  expect(await listCheckpoints(test.db, recordingId)).toEqual([window(0, 'one'), window(1, 'two')])
  expect(await statusOf(recordingId)).toMatchObject({ setbacks: 0 })
})

it('checkpoints of another model are thrown away, those of the same are kept', async () => {
  const { recordingId, order } = await claimed()
  await settleModel(test.db, order, 'tiny')
  await storeCheckpoint(test.db, order, window(0, 'one'))
  expect(await settleModel(test.db, order, 'tiny')).toBe(true)
  expect(await listCheckpoints(test.db, recordingId)).toHaveLength(1)
  expect(await settleModel(test.db, order, 'large')).toBe(true)
  expect(await listCheckpoints(test.db, recordingId)).toEqual([])
})

it('progress never goes back', async () => {
  const { order } = await claimed()
  await reportProgress(test.db, order, 5_000.4, null)
  await reportProgress(test.db, order, 4_000, 10_000)
  const row = await one(test.client, 'select progress_ms::int as done, total_ms::int as total from recordings')
  expect(row).toEqual({ done: 5_000, total: 11_000 })
})

it('completing queues the playback copy with it, once', async () => {
  const { recordingId, order } = await claimed()
  const withPlayback = { ...transcript, needsPlayback: true }
  expect(await completeRecording(test.db, order, withPlayback)).toBe('completed')
  expect(await completeRecording(test.db, order, withPlayback)).toBe('already_completed')
  const jobs = await test.client.query(`select key from graphile_worker.jobs where task_identifier = 'make-playback'`)
  expect(jobs.rows).toEqual([{ key: `make-playback:${recordingId}` }])
})

it('postponing counts, giving back does not, and both keep the turn and leave one job', async () => {
  const { recordingId, order } = await claimed()
  await lockJob(recordingId, 'w')
  expect(await postponeRecording(test.db, order, 60_000)).toBe(true)
  expect(await statusOf(recordingId)).toMatchObject({ status: 'queued', setbacks: 1 })
  expect((await jobOf(recordingId)).run_at.getTime()).toBeGreaterThan(Date.now() + 30_000)

  const poolId = await makePool(test.client, [])
  const order2 = (await claimRecording(test.db, { recordingId, poolId, isHeldHere: false }))!
  expect(await giveBackRecording(test.db, order2, { delayMs: 0, outages: 4 })).toBe(true)
  expect(await statusOf(recordingId)).toMatchObject({ status: 'queued', setbacks: 1 })
  const job = await jobOf(recordingId)
  expect(job).toMatchObject({ locked_by: null })
  expect(job.run_at.getTime()).toBeLessThan(Date.now() + 5_000)
  const payload = await one(test.client, `select payload from graphile_worker._private_jobs where key = $1`, [`transcribe:${recordingId}`])
  expect(payload).toEqual({ payload: { recordingId, outages: 4 } })
})

describe('the sweep', () => {
  // No pool is blamed for its silence right after PostgreSQL has started.
  beforeAll(async () => {
    const young = `select from pg_postmaster_start_time() as at where at > clock_timestamp() - interval '3 seconds'`
    while ((await test.client.query(young)).rowCount !== 0) await sleep(100)
  })

  it('frees the jobs of silent pools only, and any number may sweep at once', async () => {
    const dead = await makeQueued(test.client, userId)
    const alive = await makeQueued(test.client, userId)
    await makePool(test.client, ['dead-worker'], 10_000)
    await makePool(test.client, ['living-worker'])
    await lockJob(dead, 'dead-worker', 20_000)
    await lockJob(alive, 'living-worker', 20_000)
    const sweepers = await Promise.all([connect(test.url), connect(test.url), connect(test.url)])
    const buried = await Promise.all(sweepers.map((sweeper) => sweepDeadPools(sweeper)))
    await Promise.all(sweepers.map((sweeper) => sweeper.end()))
    expect(buried.reduce((sum, count) => sum + count)).toBe(1)
    expect((await jobOf(dead)).locked_by).toBeNull()
    expect((await jobOf(alive)).locked_by).toBe('living-worker')
  })

  it('frees jobs of workers that no pool answers for, once they have had time to register', async () => {
    const old = await makeQueued(test.client, userId)
    const fresh = await makeQueued(test.client, userId)
    await lockJob(old, 'nobody', 20_000)
    await lockJob(fresh, 'newcomer')
    await sweepDeadPools(test.client)
    expect((await jobOf(old)).locked_by).toBeNull()
    expect((await jobOf(fresh)).locked_by).toBe('newcomer')
  })

  it('gives recordings without a job their job back: waiting ones, and those whose pool is gone', async () => {
    const waiting = await makeQueued(test.client, userId)
    const { recordingId: orphaned, poolId } = await claimed()
    const { recordingId: running } = await claimed()
    await test.client.query('delete from graphile_worker._private_jobs')
    await test.client.query('delete from worker_pools where id = $1', [poolId])
    expect(await mendQueue(test.client)).toBeGreaterThanOrEqual(2)
    expect(await jobOf(waiting)).toBeDefined()
    expect(await jobOf(orphaned)).toBeDefined()
    expect(await jobOf(running)).toBeUndefined()
    expect(await mendQueue(test.client)).toBe(0)
  })

  it('queues the emptying of the outbox when something is due', async () => {
    const due = `select from graphile_worker.jobs where task_identifier = 'delete-objects'`
    await test.client.query('delete from object_deletions')
    await mendQueue(test.client)
    expect((await test.client.query(due)).rowCount).toBe(0)
    await test.client.query(`insert into object_deletions (object_key) values ('recordings/x')`)
    await mendQueue(test.client)
    await mendQueue(test.client)
    expect((await test.client.query(due)).rowCount).toBe(1)
    await test.client.query('delete from object_deletions')
  })
})
