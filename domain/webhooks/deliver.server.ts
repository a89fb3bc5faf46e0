import type { Db } from '#db/client.server'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { countTrials, logDelivery, type DeliveryOutcome } from './deliveries.server'
import { PostError, postSafely } from './post-safely.server'
import { signDelivery } from './sign.server'
import { getSigningWebhook, type WebhookHouse } from './webhooks.server'

/** What happened; the body of a delivery is this as JSON. */
export interface WebhookEvent {
  /** Names what happened: the same however often it is told, by another attempt or by hand, so that receivers can tell. */
  id: string
  event: 'recording.done' | 'test'
  /** ISO 8601. */
  at: string
  recording: object | null
}

export interface Delivery {
  outcome: DeliveryOutcome
  status: number | null
  reason: string | null
}

/** Statuses that another attempt may change. */
const passing = (status: number) => status >= 500 || [408, 425, 429].includes(status)

/** Tells the user's webhook of an event, and writes down how that went; null where there is no webhook. Throws only for `signal`. */
export async function deliver(
  db: Db, userId: string, event: WebhookEvent, house: WebhookHouse,
  { recordingId = null, signal }: { recordingId?: string | null; signal?: AbortSignal } = {},
): Promise<Delivery | null> {
  const webhook = await getSigningWebhook(db, userId, house)
  if (!webhook) return null
  const body = JSON.stringify(event)
  const startedMs = Date.now()
  const delivery = await attempt(() => postSafely({
    url: webhook.url, body, allowsPrivate: house.allowsPrivate, signal,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Steno-Webhook/1',
      'Steno-Event': event.event,
      'Steno-Delivery': event.id,
      'Steno-Signature': signDelivery(webhook.secret, body, startedMs),
    },
  }))
  await logDelivery(db, { userId, recordingId, event: event.event, ...delivery, durationMs: Date.now() - startedMs })
  return delivery
}

/** Sends a trial. Throws AppError `not_found` without a webhook, `too_many_attempts` after some in a minute. */
export async function deliverTrial(db: Db, userId: string, house: WebhookHouse): Promise<Delivery> {
  if ((await countTrials(db, userId)) >= limits.webhookTrialsPerMinuteMax) {
    throw new AppError('too_many_attempts', 'That was tried often just now: wait a minute.', { params: { retryMinutes: 1 } })
  }
  const now = Date.now()
  const event: WebhookEvent = { id: `test-${now}`, event: 'test', at: new Date(now).toISOString(), recording: null }
  const delivery = await deliver(db, userId, event, house)
  if (!delivery) throw new AppError('not_found', 'There is no webhook to try.')
  return delivery
}

async function attempt(post: () => Promise<{ status: number }>): Promise<Delivery> {
  try {
    const { status } = await post()
    if (status >= 200 && status < 300) return { outcome: 'delivered', status, reason: null }
    return { outcome: passing(status) ? 'failed' : 'refused', status, reason: status < 400 ? 'redirect' : 'status' }
  } catch (error) {
    if (!(error instanceof PostError)) throw error
    return { outcome: error.trouble === 'address_refused' ? 'refused' : 'failed', status: null, reason: error.trouble }
  }
}
