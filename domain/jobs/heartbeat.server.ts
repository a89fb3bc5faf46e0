import os from 'node:os'
import type pg from 'pg'
import { limits } from '#domain/limits/limits'
import { leaseId, type Lease } from './lease'
import { startPulse, type Pulse } from './pulse.server'

export interface HeartbeatOptions {
  databaseUrl: string
  /** UUID of this process's row in `worker_pools`. */
  poolId: string
  /** graphile-worker's ids under which this process locks jobs. */
  workerIds: () => string[]
  /** What this process is working on. */
  leases: () => Lease[]
  /** Called for leases that no longer hold: cancelled, deleted, or taken over while this process stood still. */
  onLost: (lease: Lease) => void
  onTrouble: (error: unknown) => void
  everyMs?: number
}

const upsert = `
  insert into worker_pools (id, host, pid, worker_ids) values ($1, $2, $3, $4)
  on conflict (id) do update set heartbeat_at = clock_timestamp(), worker_ids = excluded.worker_ids`

const findLost = `
  select held.id from unnest($1::uuid[], $2::bigint[]) as held (id, fence)
    left join recordings r on r.id = held.id and r.fence = held.fence and r.status = 'processing'
    left join transcript_drafts d on d.id = held.id and d.fence = held.fence and d.status = 'processing'
   where r.id is null and d.id is null`

/**
 * Says every half second that this process lives, and learns which of its recordings it should let go. Registers the
 * process, also anew when others took it for dead while it was only slow. Resolves once registered.
 */
export function startHeartbeat(options: HeartbeatOptions): Promise<Pulse> {
  const beat = async (client: pg.Client) => {
    await client.query(upsert, [options.poolId, os.hostname(), process.pid, options.workerIds()])
    const leases = options.leases()
    if (leases.length === 0) return
    const { rows } = await client.query<{ id: string }>(findLost, [
      leases.map(leaseId),
      leases.map((lease) => lease.fence),
    ])
    const lost = new Set(rows.map((row) => row.id))
    for (const lease of leases) if (lost.has(leaseId(lease))) options.onLost(lease)
  }
  return startPulse({
    databaseUrl: options.databaseUrl,
    name: 'steno-heartbeat',
    everyMs: options.everyMs ?? limits.heartbeatMs,
    settleMs: limits.heartbeatDeadMs,
    beat,
    onTrouble: options.onTrouble,
  })
}
