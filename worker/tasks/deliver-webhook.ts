import { z } from 'zod'
import { attemptDelivery } from '#domain/webhooks/deliver.server'
import type { Task, TaskOutcome } from '../task'

/** As `f_queue_delivery` writes it. */
const payloadSchema = z.object({ deliveryId: z.uuid() })

const outcomes = { delivered: 'done', failed: 'postponed', refused: 'failed' } as const satisfies Record<string, TaskOutcome>

/** Tells a webhook of something, and sees to it that it is told again where that may help. */
export const deliverWebhook: Task = {
  name: 'deliver-webhook',
  lane: 'telling',
  async run(payload, { db, services, stopping }) {
    const attempt = await attemptDelivery(db, payloadSchema.parse(payload).deliveryId, services.webhooks, stopping)
    return attempt ? outcomes[attempt.outcome] : 'skipped'
  },
}
