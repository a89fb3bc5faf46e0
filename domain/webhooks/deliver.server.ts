import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { webhookDeliveries } from '#db/schema/webhook-deliveries'
import { webhooks } from '#db/schema/webhooks'
import { backOffMs } from '../jobs/back-off'
import { limits } from '../limits/limits'
import type { DeliveryOutcome } from './deliveries.server'
import { PostError, postSafely } from './post-safely.server'
import { signDelivery, webhookSecret } from './sign.server'
import { writeMessage } from './webhook-message.server'
import type { WebhookHouse } from './webhooks.server'

/** How one attempt went. */
export interface Attempt {
  outcome: Exclude<DeliveryOutcome, 'pending'>
  status: number | null
  reason: string | null
}

/** Statuses that another attempt may change. */
const passing = (status: number) => status >= 500 || [408, 425, 429].includes(status)
/** What is no fault of the receiver’s. */
const isOurs = (reason: string | null) => reason === 'switched_off' || reason === 'recording_gone'
/** By this a receiver says that it shall be told no more. */
const GONE = 410

const delays = { baseMs: limits.webhookRetryMsMin, maxMs: limits.webhookRetryMsMax }

/**
 * One attempt at a delivery that is due, written down with what follows from it: another attempt later, or the end, and
 * after many ends in a row that of the webhook. Null where there is nothing to do any more. Throws the reason of `signal`, and what the database throws;
 * the delivery is due then as it was.
 */
export async function attemptDelivery(
  db: Db, deliveryId: string, house: WebhookHouse, signal?: AbortSignal,
): Promise<Attempt | null> {
  const [due] = await db.select({ delivery: webhookDeliveries, webhook: webhooks }).from(webhookDeliveries)
    .innerJoin(webhooks, eq(webhooks.id, webhookDeliveries.webhookId))
    .where(and(eq(webhookDeliveries.id, deliveryId), eq(webhookDeliveries.outcome, 'pending')))
  if (!due) return null
  const { delivery, webhook } = due
  const startedMs = Date.now()
  const body = delivery.body ?? (await writeMessage(db, delivery))
  const attempt = await tryOnce()
  await settle(db, delivery, { ...attempt, body, durationMs: Date.now() - startedMs })
  return attempt

  async function tryOnce(): Promise<Attempt> {
    if (body === null) return { outcome: 'refused', status: null, reason: 'recording_gone' }
    // What somebody asks for by hand also goes where nothing else goes.
    if (!webhook.enabled && !delivery.byHand) return { outcome: 'refused', status: null, reason: 'switched_off' }
    return post({
      url: webhook.url, body, allowsPrivate: house.allowsPrivate, signal,
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Steno-Webhook/1',
        'Steno-Event': delivery.event,
        'Steno-Delivery': delivery.eventId,
        'Steno-Signature': signDelivery(secretsOf(webhook, house), body, startedMs),
      },
    })
  }
}

function secretsOf({ salt, previousSalt, previousUntil }: typeof webhooks.$inferSelect, { secret }: WebhookHouse): string[] {
  const isOldGood = previousSalt !== null && previousUntil !== null && previousUntil > new Date()
  return [salt, ...(isOldGood ? [previousSalt] : [])].map((one) => webhookSecret(secret, one))
}

async function post(options: Parameters<typeof postSafely>[0]): Promise<Attempt> {
  try {
    const { status } = await postSafely(options)
    if (status >= 200 && status < 300) return { outcome: 'delivered', status, reason: null }
    return { outcome: passing(status) ? 'failed' : 'refused', status, reason: status < 400 ? 'redirect' : 'status' }
  } catch (error) {
    if (!(error instanceof PostError)) throw error
    return { outcome: error.trouble === 'address_refused' ? 'refused' : 'failed', status: null, reason: error.trouble }
  }
}

type Delivery = typeof webhookDeliveries.$inferSelect
type Settled = Attempt & { body: string | null; durationMs: number }

async function settle(db: Db, delivery: Delivery, { outcome, ...facts }: Settled): Promise<void> {
  const { id, webhookId, byHand } = delivery
  const attempts = delivery.attempts + 1
  const isRepeated = outcome === 'failed' && !byHand && attempts < limits.webhookAttemptsMax
  const delayMs = isRepeated ? backOffMs(attempts - 1, delays) : null
  await db.transaction(async (tx) => {
    const written = await tx.update(webhookDeliveries).set({
      ...facts, attempts, outcome: isRepeated ? 'pending' : outcome, attemptedAt: sql`now()`,
      nextAttemptAt: delayMs === null ? null : sql`now() + make_interval(secs => ${delayMs} / 1000.0)`,
      // A job that ran twice at once counts once.
    }).where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.attempts, delivery.attempts)))
    if (!written.rowCount) return
    if (delayMs !== null) await tx.execute(sql`select f_queue_delivery(${id}::uuid, ${delayMs}::integer)`)
    else if (outcome === 'delivered') await tx.update(webhooks).set({ givenUp: 0 }).where(eq(webhooks.id, webhookId))
    else if (!byHand && !isOurs(facts.reason)) await countGivenUp(tx, webhookId, facts.status)
  })
}

/** Switches off what refuses for long, or says that it is gone. */
async function countGivenUp(db: Db, webhookId: string, status: number | null): Promise<void> {
  const isGone = status === GONE
  await db.execute(sql`
    update webhooks set given_up = given_up + 1,
           enabled = enabled and not (${isGone} or given_up + 1 >= ${limits.webhookGivenUpMax}),
           disabled_reason = case when not enabled then disabled_reason when ${isGone} then 'gone'
                                  when given_up + 1 >= ${limits.webhookGivenUpMax} then 'failures' end,
           disabled_at = case when not enabled then disabled_at
                              when ${isGone} or given_up + 1 >= ${limits.webhookGivenUpMax} then now() end
     where id = ${webhookId}::uuid`)
}
