import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { makeQueued, makeUser } from '#tests/worker/rows'
import { claimRecording, type WorkOrder } from './claim.server'
import { startHeartbeat } from './heartbeat.server'
import type { Lease } from './lease'
import type { Pulse } from './pulse.server'

const test = useDatabase()

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(10)
}

async function withHeartbeat(leases: Lease[], work: (facts: { poolId: string; lost: Lease[]; pulse: Pulse }) => Promise<void>) {
  const poolId = randomUUID()
  const lost: Lease[] = []
  const pulse = await startHeartbeat({
    databaseUrl: test.url, poolId, everyMs: 20, workerIds: () => ['w'], leases: () => leases,
    onLost: (lease) => void lost.push(lease), onTrouble: () => undefined,
  })
  try {
    await work({ poolId, lost, pulse })
  } finally {
    await pulse.stop()
  }
}

it('registers before it resolves, beats, and registers anew when it was buried alive', async () => {
  await withHeartbeat([], async ({ poolId }) => {
    const look = () => test.client.query('select worker_ids, heartbeat_at from worker_pools where id = $1', [poolId])
    const first = (await look()).rows[0]
    expect(first.worker_ids).toEqual(['w'])
    await until(async () => (await look()).rows[0].heartbeat_at > first.heartbeat_at)
    await test.client.query('delete from worker_pools where id = $1', [poolId])
    await until(async () => (await look()).rowCount === 1)
  })
})

it('goes on after its connection was cut', async () => {
  await withHeartbeat([], async ({ poolId, pulse }) => {
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'steno-heartbeat'
      and datname = current_database()`
    expect((await test.client.query(cut)).rowCount).toBe(1)
    await until(() => !pulse.isWell())
    await test.client.query('delete from worker_pools where id = $1', [poolId])
    await until(async () => (await test.client.query('select from worker_pools where id = $1', [poolId])).rowCount === 1)
    expect(pulse.isWell()).toBe(true)
  })
})

it('tells which recordings are no longer ours: cancelled, deleted, taken over', async () => {
  const userId = await makeUser(test.client, 'ENTERPRISE')
  const leases: Lease[] = []
  await withHeartbeat(leases, async ({ poolId, lost }) => {
    const orders: WorkOrder[] = []
    for (let i = 0; i < 4; i++) {
      const recordingId = await makeQueued(test.client, userId)
      orders.push((await claimRecording(test.db, { recordingId, poolId, isHeldHere: false }))!)
    }
    leases.push(...orders)
    const [cancelled, deleted, taken, kept] = orders.map((order) => order.recordingId)
    await test.client.query(`update recordings set status = 'cancelled' where id = $1`, [cancelled])
    await test.client.query(`delete from recordings where id = $1`, [deleted])
    await test.client.query(`update recordings set fence = fence + 1 where id = $1`, [taken])
    await until(() => new Set(lost.map((lease) => lease.recordingId)).size === 3)
    expect(lost.map((lease) => lease.recordingId)).not.toContain(kept)
  })
})
