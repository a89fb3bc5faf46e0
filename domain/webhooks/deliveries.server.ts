import { and, count, eq, gt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { deliveryOutcomes, webhookDeliveries } from '#db/schema/webhook-deliveries'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { afterCursor, newestFirst, nextCursorOf, placeOf } from '../paging/time-cursor.server'
import { isUuid } from '../units/uuid'

export type DeliveryOutcome = (typeof deliveryOutcomes)[number]

/** What a webhook is told, and how that went. */
export interface DeliveryRow {
  id: string
  recordingId: string | null
  /** Of the recording; null for a trial, and once the recording is gone. */
  title: string | null
  event: string
  eventId: string
  byHand: boolean
  outcome: DeliveryOutcome
  attempts: number
  /** HTTP status of the last attempt. */
  status: number | null
  reason: string | null
  /** Of the last attempt. */
  durationMs: number | null
  at: Date
  attemptedAt: Date | null
  nextAttemptAt: Date | null
}

export interface DeliveryPage {
  items: DeliveryRow[]
  /** Null on the last page. */
  nextCursor: string | null
}

const { id, recordingId, event, eventId, byHand, outcome, attempts, status, reason, durationMs, at, attemptedAt, nextAttemptAt } =
  webhookDeliveries
const columns = {
  id, recordingId, title: recordings.title, event, eventId, byHand, outcome, attempts, status, reason, durationMs, at,
  attemptedAt, nextAttemptAt,
}

/** Deliveries of a webhook, the latest first; of one that is not the user’s there are none. Throws AppError `bad_request` for a bad cursor. */
export async function listDeliveries(
  db: Db, userId: string, webhookId: string, { limit = limits.webhookDeliveriesPageRows, cursor }: { limit?: number; cursor?: string } = {},
): Promise<DeliveryPage> {
  const rows = await db.select({ ...columns, place: placeOf(at) })
    .from(webhookDeliveries)
    .leftJoin(recordings, and(eq(recordings.id, recordingId), eq(recordings.userId, webhookDeliveries.userId)))
    .where(and(
      eq(webhookDeliveries.userId, userId), eq(webhookDeliveries.webhookId, webhookId),
      cursor === undefined ? undefined : afterCursor(at, id, cursor),
    ))
    .orderBy(newestFirst(at, id)).limit(limit + 1)
  return { items: rows.slice(0, limit).map(({ place: _, ...row }) => row), nextCursor: nextCursorOf(rows, limit) }
}

/** One of them. Throws AppError `not_found`, also for what is another webhook’s. */
export async function requireDelivery(db: Db, userId: string, webhookId: string, deliveryId: string): Promise<DeliveryRow> {
  const [row] = isUuid(deliveryId)
    ? await db.select(columns).from(webhookDeliveries)
      .leftJoin(recordings, and(eq(recordings.id, recordingId), eq(recordings.userId, webhookDeliveries.userId)))
      .where(and(eq(id, deliveryId), eq(webhookDeliveries.userId, userId), eq(webhookDeliveries.webhookId, webhookId)))
    : []
  if (!row) throw new AppError('not_found', 'There is no such delivery.')
  return row
}

/** What the user has had sent by hand in the last minute, to all webhooks. */
export async function countTrials(db: Db, userId: string): Promise<number> {
  const [row] = await db.select({ trials: count() }).from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.userId, userId), byHand, gt(at, sql`now() - interval '1 minute'`)))
  return row?.trials ?? 0
}
