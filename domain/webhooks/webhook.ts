import type { WebhookEventName } from './webhook-events'

/** Where a user is told of what becomes of their recordings. */
export interface Webhook {
  id: string
  url: string
  /** The user's own word for it; may be empty. */
  description: string
  events: WebhookEventName[]
  enabled: boolean
  /** Why Steno has switched it off: too much in a row was given up, or the receiver said that it is gone (410). */
  disabledReason: 'failures' | 'gone' | null
  disabledAt: Date | null
  /** Deliveries in a row that were given up. */
  givenUp: number
  /** Until when the secret before the last rotation signs too; null where none does. */
  previousSecretUntil: Date | null
  createdAt: Date
}
