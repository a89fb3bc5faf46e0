import type pg from 'pg'
import { limits } from '#domain/limits/limits'
import { forgetDue } from './forget-due.server'
import { startPulse, type Pulse } from './pulse.server'

export interface SweepResult {
  /** Pools that were found dead; their jobs are free again. */
  deadPools: number
  /** Recordings and deliveries that had lost a job, and recordings that waited although their owner had a turn free. */
  mended: number
}

export interface SweeperOptions {
  databaseUrl: string
  onSwept: (result: SweepResult) => void
  onTrouble: (error: unknown) => void
  everyMs?: number
}

/** A pool is not blamed for the time in which PostgreSQL itself was away. */
const buryDead = `
  with dead as (
    delete from worker_pools where id in (
      select id from worker_pools
       where greatest(heartbeat_at, pg_postmaster_start_time()) < clock_timestamp() - make_interval(secs => $1 / 1000.0)
         for update skip locked)
    returning id, worker_ids)
  select count(distinct dead.id)::int as dead, coalesce(array_agg(w.id) filter (where w.id is not null), '{}') as worker_ids
    from dead left join unnest(dead.worker_ids) as w (id) on true`

/** Locks of workers that no pool answers for: a pool that was buried, woke up, took a job and died for good. */
const findNobodysLocks = `
  select coalesce(array_agg(distinct j.locked_by), '{}') as worker_ids from graphile_worker.jobs j
   where j.locked_at < clock_timestamp() - make_interval(secs => $1 / 1000.0)
     and not exists (select from worker_pools p where j.locked_by = any (p.worker_ids))`

/** Recordings whose turn has come, or whose worker died, without any job that would get to them. */
const giveJobsBack = `
  select f_queue_transcription(r.id) from recordings r
   where r.source = 'upload'
     and (r.status = 'queued' and r.released_at is not null
          or r.status = 'processing' and not exists (select from worker_pools p where p.id = r.pool_id))
     and not exists (select from graphile_worker.jobs j
                      where j.key = 'transcribe:' || r.id and j.attempts < j.max_attempts)`

/** Frees what dead pools hold. Any number of processes may do this at once. Returns how many pools were buried. */
export async function sweepDeadPools(client: pg.ClientBase, deadMs: number = limits.heartbeatDeadMs): Promise<number> {
  await client.query('begin')
  try {
    const buried = await client.query<{ dead: number; worker_ids: string[] }>(buryDead, [deadMs])
    const nobodys = await client.query<{ worker_ids: string[] }>(findNobodysLocks, [deadMs])
    const workerIds = [...(buried.rows[0]?.worker_ids ?? []), ...(nobodys.rows[0]?.worker_ids ?? [])]
    if (workerIds.length > 0) await client.query('select graphile_worker.force_unlock_workers($1)', [workerIds])
    await client.query('commit')
    return buried.rows[0]?.dead ?? 0
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

/**
 * Gives recordings and deliveries that fell out of the queue their place back, and lets go of what was not to be stored.
 * Returns how many it gave back.
 */
export async function mendQueue(client: pg.ClientBase): Promise<number> {
  const jobs = await client.query(giveJobsBack)
  const released = await client.query<{ count: number }>('select sp_release_waiting() as count')
  const lost = await client.query<{ count: number }>(`
    select sp_queue_lost_joins() + sp_queue_lost_drafts() + sp_queue_lost_steps($1) + sp_queue_lost_deliveries($2) as count`,
  [limits.lostStepsPerSweepMax, limits.lostDeliveriesPerSweepMax])
  await forgetDue(client)
  const due = `select graphile_worker.add_job('delete-objects', job_key := 'delete-objects')
    where exists (select from object_deletions where not_before <= clock_timestamp())
      and not exists (select from graphile_worker.jobs where key = 'delete-objects' and attempts < max_attempts)`
  await client.query(due)
  return (jobs.rowCount ?? 0) + (released.rows[0]?.count ?? 0) + (lost.rows[0]?.count ?? 0)
}

/** Sweeps every half second, and mends the queue every few seconds. Resolves after the first sweep. */
export function startSweeper(options: SweeperOptions): Promise<Pulse> {
  let mendAt = 0
  return startPulse({
    databaseUrl: options.databaseUrl,
    name: 'steno-sweeper',
    everyMs: options.everyMs ?? limits.sweepMs,
    settleMs: limits.heartbeatDeadMs,
    onTrouble: options.onTrouble,
    beat: async (client, steady) => {
      const deadPools = steady ? await sweepDeadPools(client) : 0
      let mended = 0
      if (performance.now() >= mendAt) {
        mended = await mendQueue(client)
        mendAt = performance.now() + limits.queueMendMs
      }
      if (deadPools + mended > 0) options.onSwept({ deadPools, mended })
    },
  })
}
