import type { WebhookEventName } from '#domain/webhooks/webhook-events'

/** Names of the sentences that say what a webhook is told of: `webhooks.event.<name>`. */
export const webhookEventTexts = {
  'recording.done': 'recordingDone', 'recording.failed': 'recordingFailed', 'summary.done': 'summaryDone',
  'translation.done': 'translationDone', 'test': 'test',
} as const satisfies Record<WebhookEventName | 'test', string>
