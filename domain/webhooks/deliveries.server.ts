import { and, count, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { deliveryOutcomes, webhookDeliveries } from '#db/schema/webhook-deliveries'
import { limits } from '../limits/limits'

export type DeliveryOutcome = (typeof deliveryOutcomes)[number]

export interface DeliveryRow {
  id: number
  recordingId: string | null
  /** Of the recording; null for a trial, and once the recording is gone. */
  title: string | null
  event: string
  outcome: DeliveryOutcome
  status: number | null
  reason: string | null
  durationMs: number
  at: Date
}

export type NewDelivery = Pick<typeof webhookDeliveries.$inferInsert, 'userId' | 'recordingId' | 'event' | 'outcome' | 'status' | 'reason' | 'durationMs'>

/** Writes down what was sent, and lets the oldest go. */
export async function logDelivery(db: Db, delivery: NewDelivery): Promise<void> {
  await db.insert(webhookDeliveries).values(delivery)
  await db.execute(sql`
    delete from webhook_deliveries where user_id = ${delivery.userId}::uuid and id <= (
      select id from webhook_deliveries where user_id = ${delivery.userId}::uuid
       order by id desc offset ${limits.webhookDeliveriesKeptMax} limit 1)`)
}

/** What was sent to the user's webhook, the latest first. */
export function listDeliveries(db: Db, userId: string, most: number): Promise<DeliveryRow[]> {
  const { id, recordingId, event, outcome, status, reason, durationMs, at } = webhookDeliveries
  return db.select({ id, recordingId, title: recordings.title, event, outcome, status, reason, durationMs, at })
    .from(webhookDeliveries)
    .leftJoin(recordings, and(eq(recordings.id, recordingId), eq(recordings.userId, webhookDeliveries.userId)))
    .where(eq(webhookDeliveries.userId, userId)).orderBy(desc(id)).limit(most)
}

/** Trials of the user in the last minute. */
export async function countTrials(db: Db, userId: string): Promise<number> {
  const [row] = await db.select({ trials: count() }).from(webhookDeliveries).where(and(
    eq(webhookDeliveries.userId, userId), isNull(webhookDeliveries.recordingId), eq(webhookDeliveries.event, 'test'),
    gt(webhookDeliveries.at, sql`now() - interval '1 minute'`)))
  return row?.trials ?? 0
}
