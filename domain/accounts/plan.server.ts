import { asc, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { plans, type Plan } from '#db/schema/plans'
import { AppError } from '../errors/app-error'
import type { UserUsage } from './user-usage'

const numberOrNull = (value: unknown) => (value === null ? null : Number(value))

/** The cheapest first. */
export function listPlans(db: Db): Promise<Plan[]> {
  return db.select().from(plans).orderBy(asc(plans.planCost), asc(plans.id))
}

/** Throws AppError `no_subscription` for an account that is gone. */
export async function getUsage(db: Db, userId: string): Promise<UserUsage> {
  const { rows } = await db.execute<Record<string, string | number | null>>(
    sql`select *, extract(epoch from cycle_start) * 1000 as start_ms, extract(epoch from cycle_end) * 1000 as end_ms
          from sp_get_user_stats(${userId})`,
  )
  const row = rows[0]
  if (!row) throw noSubscription()
  return {
    planCode: String(row.plan_code),
    planName: String(row.plan_name),
    recordingsTotal: Number(row.recordings_total),
    recordingsDone: Number(row.recordings_done),
    recordingsFailed: Number(row.recordings_failed),
    audioMsDone: Number(row.audio_ms_done),
    storedBytes: Number(row.stored_bytes),
    cycleStart: new Date(Number(row.start_ms)),
    cycleEnd: new Date(Number(row.end_ms)),
    usageCount: Number(row.usage_count),
    usageLimit: numberOrNull(row.usage_limit),
    usagePercent: numberOrNull(row.usage_percent),
    usedMs: Number(row.used_ms),
    minutesLimit: numberOrNull(row.minutes_limit),
    minutesPercent: numberOrNull(row.minutes_percent),
  }
}

/**
 * The current cycle goes on, and what it has used counts against the new plan. Throws AppError `bad_request` for an
 * unknown plan.
 */
export async function changePlan(db: Db, userId: string, code: string): Promise<void> {
  // PostgreSQL would call a code with a NUL in it an error of its own.
  const plan = code.replaceAll('\0', '')
  const { rows } = await db.execute<{ success: boolean; message: string }>(
    sql`select success, message from sp_change_user_plan(${userId}, ${plan})`,
  )
  if (rows[0]?.success) return
  if (rows[0]?.message === 'no_subscription') throw noSubscription()
  throw new AppError('bad_request', 'There is no such plan.', { params: { field: 'plan' } })
}

/** Whether somebody may change their own plan: an administrator always may. `choice` is STENO_PLAN_CHOICE. */
export function maySwitchPlan(role: 'user' | 'admin', choice: 'users' | 'administrators'): boolean {
  return choice === 'users' || role === 'admin'
}

/** Somebody changes their own plan. Throws AppError `plan_by_administrators` where they may not, or as `changePlan` does. */
export async function switchPlan(
  db: Db, { id, role }: { id: string; role: 'user' | 'admin' }, code: string, choice: 'users' | 'administrators',
): Promise<void> {
  if (!maySwitchPlan(role, choice)) {
    throw new AppError('plan_by_administrators', 'On this installation administrators change plans.')
  }
  await changePlan(db, id, code)
}

export function noSubscription() {
  return new AppError('no_subscription', 'This account has no plan. Ask the administrator of this installation.')
}
