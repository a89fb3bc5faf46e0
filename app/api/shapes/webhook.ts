import { z } from 'zod'
import { deliveryOutcomes } from '#db/schema/webhook-deliveries'
import { disabledReasons } from '#db/schema/webhooks'
import { limits } from '#domain/limits/limits'
import type { DeliveryRow } from '#domain/webhooks/deliveries.server'
import { webhookEvents } from '#domain/webhooks/webhook-events'
import type { Webhook } from '#domain/webhooks/webhook'
import type { MadeWebhook } from '#domain/webhooks/webhooks.server'
import { instant, wholeMs } from './basics'

const hours = limits.webhookSecretOverlapMs / 3_600_000

/** A webhook as the API tells it. */
export const webhookShape = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  events: z.array(z.enum(webhookEvents)),
  enabled: z.boolean(),
  disabledReason: z.enum(disabledReasons).nullable()
    .describe('Why Steno has switched it off: `failures` after many deliveries in a row that were given up, `gone` after an answer of 410.'),
  disabledAt: instant.nullable(),
  givenUp: z.int().describe(`Deliveries in a row that were given up; at ${limits.webhookGivenUpMax} it is switched off.`),
  previousSecretUntil: instant.nullable().describe('Until when the secret before this one signs too.'),
  createdAt: instant,
}).meta({ id: 'Webhook' })

/** One that has just got a secret. */
export const madeWebhookShape = webhookShape.extend({
  secret: z.string().describe('Signs each delivery. It is told this once.'),
}).meta({ id: 'WebhookWithSecret' })

/** What can be said of one; the rest follows. */
export const urlField = z.string().max(limits.webhookUrlCharsMax).meta({ format: 'uri' })
  .describe('Begins with https:// and leads to the open internet, unless the installation allows more.')
export const rotateHint = `Whether the old secret ends at once, as for one that has leaked; without this it signs too for ${hours} h.`

export function toWebhookJson(webhook: Webhook): z.input<typeof webhookShape> {
  const { id, url, description, events, enabled, disabledReason, disabledAt, givenUp, previousSecretUntil, createdAt } = webhook
  return {
    id, url, description, events, enabled, disabledReason, givenUp, disabledAt: disabledAt?.toISOString() ?? null,
    previousSecretUntil: previousSecretUntil?.toISOString() ?? null, createdAt: createdAt.toISOString(),
  }
}

export const toMadeJson = ({ webhook, secret }: MadeWebhook): z.input<typeof madeWebhookShape> => ({ ...toWebhookJson(webhook), secret })

/** What a webhook was told, or is to be. */
export const deliveryShape = z.object({
  id: z.uuid(),
  event: z.enum([...webhookEvents, 'test']),
  eventId: z.string().describe('`id` of the body, and the header Steno-Delivery: the same however often it is told.'),
  recordingId: z.uuid().nullable().describe('Null for a test, and once the recording is gone.'),
  byHand: z.boolean().describe('A test, or sent again because somebody asked for it.'),
  outcome: z.enum(deliveryOutcomes)
    .describe('`refused`: by an answer of 4xx or a redirect, or because the address may not be called; it is not sent again by itself.'),
  attempts: z.int(),
  status: z.int().nullable().describe('HTTP status of the last attempt; null where no answer came.'),
  reason: z.string().nullable()
    .describe('Why it did not arrive: status, redirect, address_refused, name_unknown, too_slow, unreachable, recording_gone, switched_off.'),
  durationMs: wholeMs.nullable().describe('Of the last attempt.'),
  createdAt: instant,
  attemptedAt: instant.nullable(),
  nextAttemptAt: instant.nullable(),
}).meta({ id: 'WebhookDelivery' })

export function toDeliveryJson(delivery: DeliveryRow): z.input<typeof deliveryShape> {
  const { id, event, eventId, recordingId, byHand, outcome, attempts, status, reason, durationMs, at, attemptedAt, nextAttemptAt } = delivery
  return {
    id, eventId, recordingId, byHand, outcome, attempts, status, reason, durationMs,
    event: event as z.input<typeof deliveryShape>['event'],
    createdAt: at.toISOString(), attemptedAt: attemptedAt?.toISOString() ?? null, nextAttemptAt: nextAttemptAt?.toISOString() ?? null,
  }
}
