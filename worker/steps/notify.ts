import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { deliver } from '#domain/webhooks/deliver.server'
import { describeRecording } from '#domain/webhooks/describe-recording.server'
import { getWebhook } from '#domain/webhooks/webhooks.server'
import type { Step } from '../pipeline/step'

const MINUTE_MS = 60_000

/** Tells the owner's webhook that a recording is done, with whatever could be made of it. */
export const notify: Step = {
  id: 'notify',
  inputs: ['transcript', 'chunks', 'summary', 'translation'],
  outputs: ['delivery'],
  runsAfterFailure: true,
  followsEdits: false,
  attemptsMax: limits.webhookAttemptsMax,
  timeLimitMs: MINUTE_MS,
  async keys({ userId }, { db }) {
    return (await getWebhook(db, userId)) ? [''] : []
  },
  async run({ recordingId, userId, context, signal }) {
    const { db, services: { webhooks } } = context
    const recording = await describeRecording(db, userId, recordingId)
    const at = new Date().toISOString()
    // A recording is done once, so this names the event, whatever is corrected, or translated, between two attempts.
    const event = { id: `${recordingId}-done`, event: 'recording.done' as const, at, recording }
    const delivery = await deliver(db, userId, event, webhooks, { recordingId, signal })
    if (!delivery) return { facts: { status: 0 } }
    const { outcome, status, reason } = delivery
    const params = { status: status ?? 0, reason: reason ?? '' }
    if (outcome === 'failed') throw new AppError('webhook_failed', 'The receiver did not take the message.', { params })
    if (outcome === 'refused') throw new AppError('webhook_refused', 'The receiver refused the message.', { params })
    return { facts: { status: status ?? 0 } }
  },
}
