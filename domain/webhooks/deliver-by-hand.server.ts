import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { webhookDeliveries } from '#db/schema/webhook-deliveries'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { attemptDelivery } from './deliver.server'
import { countTrials, requireDelivery, type DeliveryRow } from './deliveries.server'
import { requireWebhook, type WebhookHouse } from './webhooks.server'

/**
 * Sends a trial, at once and once, also where the webhook is switched off. Throws AppError `not_found`, or
 * `too_many_attempts` after some in a minute.
 */
export async function deliverTrial(db: Db, userId: string, webhookId: string, house: WebhookHouse): Promise<DeliveryRow> {
  await requireWebhook(db, userId, webhookId)
  return send(db, { userId, webhookId, event: 'test', eventId: `test-${randomUUID()}` }, house)
}

/**
 * Sends again what was sent before, body and id, at once and once. Throws AppError `not_found`, `conflict` for what is
 * still to be sent by itself, or `too_many_attempts` as trials do.
 */
export async function redeliver(
  db: Db, userId: string, webhookId: string, deliveryId: string, house: WebhookHouse,
): Promise<DeliveryRow> {
  await requireWebhook(db, userId, webhookId)
  const { outcome, byHand, recordingId, event, eventId } = await requireDelivery(db, userId, webhookId, deliveryId)
  // What was sent by hand and has no outcome broke off with its process, and nothing else sends it.
  if (outcome === 'pending' && !byHand) throw new AppError('conflict', 'This is still being delivered.')
  const [old] = await db.select({ body: webhookDeliveries.body, subject: webhookDeliveries.subject })
    .from(webhookDeliveries).where(eq(webhookDeliveries.id, deliveryId))
  return send(db, { userId, webhookId, recordingId, event, eventId, ...old }, house)
}

type NewDelivery = Omit<typeof webhookDeliveries.$inferInsert, 'byHand' | 'outcome'>

async function send(db: Db, delivery: NewDelivery, house: WebhookHouse): Promise<DeliveryRow> {
  const { userId, webhookId } = delivery
  if ((await countTrials(db, userId)) >= limits.webhookTrialsPerMinuteMax) {
    throw new AppError('too_many_attempts', 'That was tried often just now: wait a minute.', { params: { retryMinutes: 1 } })
  }
  const [made] = await db.insert(webhookDeliveries).values({ ...delivery, byHand: true, outcome: 'pending' })
    .returning({ id: webhookDeliveries.id })
  await attemptDelivery(db, made!.id, house)
  return requireDelivery(db, userId, webhookId, made!.id)
}
