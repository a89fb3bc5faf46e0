/** What a webhook can be told of. */
export const webhookEvents = ['recording.done', 'recording.failed', 'summary.done', 'translation.done'] as const

export type WebhookEventName = (typeof webhookEvents)[number]

export const isWebhookEvent = (name: string): name is WebhookEventName => (webhookEvents as readonly string[]).includes(name)
