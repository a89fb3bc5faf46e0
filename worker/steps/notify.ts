import { sql } from 'drizzle-orm'
import { hasWebhookFor } from '#domain/webhooks/webhooks.server'
import type { Step } from '../pipeline/step'

const MINUTE_MS = 60_000

/** Has the owner's webhooks told that a recording is done, with whatever could be made of it. */
export const notify: Step = {
  id: 'notify',
  inputs: ['transcript', 'chunks', 'summary', 'translation'],
  outputs: ['delivery'],
  runsAfterFailure: true,
  followsEdits: false,
  attemptsMax: 5,
  timeLimitMs: MINUTE_MS,
  async keys({ userId }, { db }) {
    return (await hasWebhookFor(db, userId, 'recording.done')) ? [''] : []
  },
  async run({ recordingId, commit }) {
    // A recording is done once, so this names the event; how its delivery goes is told by the webhook's own log.
    const eventId = `${recordingId}-done`
    await commit((tx) => tx.execute(sql`select f_tell_webhooks(${recordingId}::uuid, 'recording.done', ${eventId})`).then(() => {}))
    return {}
  },
}
