import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { mediaFailureCodes } from '#domain/audio/media-messages'
import { quotaReasons } from '#domain/quota/quota-error.server'
import { checkpoint, complete, fail, one, postpone, setStatus, statusOf, usageOf } from './procedures'
import { addRecording, addUser, claim } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

let userId: string
beforeEach(async () => {
  userId = await addUser(test.db)
})

const DEAD_MS = 2500
const words = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ startMs: i * 1000, endMs: i * 1000 + 900, text: `word ${i}` }))
const countOf = async (table: string, id: string) =>
  (
    await one<{ n: number }>(
      test.db,
      sql`select count(*)::int as n from ${sql.identifier(table)} where recording_id = ${id}`,
    )
  ).n

async function addPool(silentMs = 0): Promise<string> {
  const id = randomUUID()
  await test.db.execute(sql`
    insert into worker_pools (id, host, pid, heartbeat_at)
    values (${id}, 'test', 1, clock_timestamp() - make_interval(secs => ${silentMs / 1000}))`)
  return id
}

async function claimFor(pool: string, id: string): Promise<number | null> {
  const { fence } = await one<{ fence: string | null }>(
    test.db,
    sql`select sp_claim_recording(${id}, ${pool}, ${DEAD_MS}) as fence`,
  )
  return fence === null ? null : Number(fence)
}

describe('completing a recording', () => {
  it('twice stores and charges once', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const fence = await claim(test.db, id)
    expect(await complete(test.db, id, 5500, fence, words(3))).toBe('completed')
    expect(await complete(test.db, id, 9999, fence, words(7))).toBe('already_completed')
    expect(await countOf('segments', id)).toBe(3)
    expect(await usageOf(test.db, userId)).toEqual({ count: 1, ms: 5500 })
  })

  it('twenty times at once stores and charges once', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const fence = await claim(test.db, id)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => complete(test.db, id, 1000 + i, fence, words(3))),
    )
    expect(answers.sort()).toEqual([...Array<string>(19).fill('already_completed'), 'completed'])
    expect(await countOf('segments', id)).toBe(3)
    const { ms } = await usageOf(test.db, userId)
    expect(await one(test.db, sql`select duration_ms::int as ms from recordings where id = ${id}`)).toEqual({ ms })
  })

  it('stores words, speaker and confidence, and null where there are none', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const full = {
      startMs: 0,
      endMs: 9,
      text: 'Họp',
      words: [{ text: 'Họp', startMs: 0, endMs: 9 }],
      speaker: 'An',
      confidence: 0.5,
    }
    await complete(test.db, id, 20, await claim(test.db, id), [full, { startMs: 9, endMs: 20, text: 'x', words: null }])
    const { rows } = await test.db.execute(
      sql`select idx, text, words, speaker, confidence from segments where recording_id = ${id} order by idx`,
    )
    expect(rows).toEqual([
      { idx: 0, text: 'Họp', words: full.words, speaker: 'An', confidence: 0.5 },
      { idx: 1, text: 'x', words: null, speaker: null, confidence: null },
    ])
  })

  it('empties the checkpoints', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const fence = (await claim(test.db, id))!
    expect(await checkpoint(test.db, id, fence, 0)).toBe(true)
    expect(await checkpoint(test.db, id, fence, 0)).toBe(true)
    expect(await countOf('recording_windows', id)).toBe(1)
    await complete(test.db, id, 1000, fence)
    expect(await countOf('recording_windows', id)).toBe(0)
  })

  it('that is cancelled, not begun or unknown does nothing', async () => {
    const cancelled = await addRecording(test.db, userId, { until: 'processing' })
    await setStatus(test.db, cancelled, 'cancelled')
    expect(await complete(test.db, cancelled, 1000, 1, words(1))).toBe('lost_lease')
    const queued = await addRecording(test.db, userId, { until: 'queued' })
    expect(await complete(test.db, queued, 1000, 0, words(1))).toBe('lost_lease')
    expect(await complete(test.db, randomUUID(), 1000, 1)).toBe('not_found')
    expect(await countOf('segments', cancelled)).toBe(0)
  })
})

describe('a failure', () => {
  it('is recorded although the transaction that failed rolled back', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const fence = (await claim(test.db, id))!
    const broken = test.db.transaction(async (tx) => {
      await complete(tx, id, 1000, fence, words(2))
      await tx.execute(sql`select 1 / 0`)
    })
    await expect(broken).rejects.toMatchObject({ cause: { code: '22012' } })
    expect(await statusOf(test.db, id)).toBe('processing')
    expect(await fail(test.db, id, fence)).toBe(true)
    expect(await one(test.db, sql`select status, error_code, error_message from recordings where id = ${id}`)).toEqual({
      status: 'failed',
      error_code: 'recognizer_failed',
      error_message: 'It failed.',
    })
    expect(
      await one(test.db, sql`select task, error_code, settled_at from job_failures where recording_id = ${id}`),
    ).toEqual({ task: 'transcribe', error_code: 'recognizer_failed', settled_at: null })
    expect(await countOf('segments', id)).toBe(0)
    expect(await usageOf(test.db, userId)).toEqual({ count: 0, ms: 0 })
  })

  it.each([...quotaReasons, ...mediaFailureCodes])(
    'over the plan, or of a file that is no recording (%s), is its owner’s to mend, not a dead letter',
    async (code) => {
      const id = await addRecording(test.db, userId, { until: 'queued' })
      expect(await fail(test.db, id, (await claim(test.db, id))!, code)).toBe(true)
      expect(await one(test.db, sql`select status, error_code from recordings where id = ${id}`)).toEqual({
        status: 'failed',
        error_code: code,
      })
      expect(await countOf('job_failures', id)).toBe(0)
    },
  )

  it('of an upload is its sender’s to mend, not a dead letter', async () => {
    const id = await addRecording(test.db, userId, { until: 'uploading' })
    expect(await fail(test.db, id, 0)).toBe(true)
    expect(await fail(test.db, id, 0)).toBe(false)
    expect(await countOf('job_failures', id)).toBe(0)
  })
})

describe('a lease', () => {
  it('is given once', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const pools = await Promise.all(Array.from({ length: 10 }, () => addPool()))
    const fences = await Promise.all(pools.map((pool) => claimFor(pool, id)))
    expect(fences.filter((fence) => fence !== null)).toEqual([1])
  })

  it('passes on from a dead pool only, as a setback, and no old fence can write', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const [first, heir] = [await addPool(), await addPool()]
    const old = (await claimFor(first, id))!
    expect(await claimFor(heir, id)).toBeNull()
    await test.db.execute(
      sql`update worker_pools set heartbeat_at = clock_timestamp() - interval '3 seconds' where id = ${first}`,
    )
    const fence = (await claimFor(heir, id))!
    expect(fence).toBe(old + 1)
    expect(await one(test.db, sql`select setbacks from recordings where id = ${id}`)).toEqual({ setbacks: 1 })

    expect(await checkpoint(test.db, id, old, 0)).toBe(false)
    expect(await complete(test.db, id, 1000, old, words(1))).toBe('lost_lease')
    expect(await fail(test.db, id, old)).toBe(false)
    expect(await postpone(test.db, id, old)).toBe(false)
    expect([
      await countOf('recording_windows', id),
      await countOf('segments', id),
      await countOf('job_failures', id),
    ]).toEqual([0, 0, 0])
    expect(await statusOf(test.db, id)).toBe('processing')
    expect(await complete(test.db, id, 1000, fence, words(1))).toBe('completed')
  })

  it('passes on when its pool has been removed', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const pool = await addPool()
    await claimFor(pool, id)
    await test.db.execute(sql`delete from worker_pools where id = ${pool}`)
    expect(await claimFor(await addPool(), id)).toBe(2)
  })

  it('of a live session is no worker’s to take', async () => {
    const { id } = await one<{ id: string }>(
      test.db,
      sql`select recording_id as id from sp_check_quota_and_create_recording(${userId}, 'realtime', 'en')`,
    )
    expect(await claimFor(await addPool(), id)).toBeNull()
  })

  it('ends with a cancellation, whatever its holder does afterwards', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    const fence = (await claim(test.db, id))!
    await setStatus(test.db, id, 'cancelled')
    expect(await checkpoint(test.db, id, fence, 0)).toBe(false)
    expect(await fail(test.db, id, fence)).toBe(false)
    expect(await postpone(test.db, id, fence)).toBe(false)
    expect(await claim(test.db, id)).toBeNull()
  })

  it('forgets setbacks at a checkpoint, also when two windows arrive at once', async () => {
    const id = await addRecording(test.db, userId, { until: 'queued' })
    for (let round = 0; round < 10; round++) {
      const fence = (await claim(test.db, id))!
      await test.db.execute(sql`update recordings set setbacks = 3 where id = ${id}`)
      const stored = await Promise.all([0, 1, 2, 3].map((idx) => checkpoint(test.db, id, fence, round * 4 + idx)))
      expect(stored).toEqual([true, true, true, true])
      expect(await one(test.db, sql`select setbacks from recordings where id = ${id}`)).toEqual({ setbacks: 0 })
      expect(await postpone(test.db, id, fence)).toBe(true)
    }
    expect(await countOf('recording_windows', id)).toBe(40)
  })
})
