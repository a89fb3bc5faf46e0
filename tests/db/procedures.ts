import { sql, type SQL } from 'drizzle-orm'
import type { Db } from '#db/client.server'

type Row = Record<string, unknown>

/** The first row of an answer, which must have one. */
export async function one<T extends Row>(db: Db, query: SQL): Promise<T> {
  const { rows } = await db.execute(query)
  if (rows[0] === undefined) throw new Error('The query answered no row.')
  return rows[0] as T
}

/** What a function of one value answers. */
async function answer<T>(db: Db, call: SQL): Promise<T> {
  return (await one<{ answer: T }>(db, sql`select ${call} as answer`)).answer
}

export type Creation = { id: string | null; reason: string | null }

export const create = (db: Db, userId: string, source = 'upload') =>
  one<Creation>(
    db,
    sql`select recording_id as id, reason from sp_check_quota_and_create_recording(${userId}, ${source}, 'en')`,
  )

export const reserve = (db: Db, id: string, ms: number) =>
  answer<string | null>(db, sql`sp_reserve_minutes(${id}, ${ms})`)

export const requeue = (db: Db, id: string) => answer<string | null>(db, sql`sp_requeue_recording(${id})`)

export const fail = (db: Db, id: string, fence: number, code = 'recognizer_failed') =>
  answer<boolean>(db, sql`sp_fail_recording(${id}, ${fence}, ${code}, 'It failed.')`)

export const postpone = (db: Db, id: string, fence: number) =>
  answer<boolean>(db, sql`sp_postpone_recording(${id}, ${fence}, 0)`)

export const checkpoint = (db: Db, id: string, fence: number, idx: number) =>
  answer<boolean>(db, sql`sp_checkpoint_window(${id}, ${fence}, ${idx}, 0, 1000, 16000, '[]')`)

export const complete = (db: Db, id: string, ms: number, fence: number | null, segments: unknown[] = []) =>
  answer<string>(db, sql`sp_complete_recording(${id}, ${ms}, ${JSON.stringify(segments)}::jsonb, ${fence})`)

export const setStatus = (db: Db, id: string, status: string) =>
  db.execute(sql`update recordings set status = ${status} where id = ${id}`)

export const statusOf = async (db: Db, id: string) =>
  (await one<{ status: string }>(db, sql`select status from recordings where id = ${id}`)).status

/** What the current cycle has used, as the subscription's row says. */
export const usageOf = (db: Db, userId: string) =>
  one<{ count: number; ms: number }>(
    db,
    sql`select usage_count as count, used_ms::int as ms from user_subscriptions where user_id = ${userId}`,
  )

/** Moves a subscription and what was charged to it back in time, so that its cycle is over. */
export async function expireCycle(db: Db, userId: string, months = 1): Promise<void> {
  const back = sql`make_interval(months => ${months}, days => 1)`
  await db.transaction(async (tx) => {
    // Nothing else may change, so the triggers rest.
    await tx.execute(sql`set local session_replication_role = replica`)
    await tx.execute(sql`update user_subscriptions set cycle_start = cycle_start - ${back} where user_id = ${userId}`)
    await tx.execute(sql`
      update user_subscriptions set cycle_anchor = cycle_start, cycle_end = cycle_start + interval '1 month'
       where user_id = ${userId}`)
    await tx.execute(sql`
      update recordings r set charged_cycle = s.cycle_start
        from user_subscriptions s where s.user_id = r.user_id and r.user_id = ${userId}`)
  })
}
