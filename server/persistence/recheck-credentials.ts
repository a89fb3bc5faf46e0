import type { SessionHolder } from '../session/live-session-deps'
import type { SessionStore } from '../session/session-store'

/**
 * Ends what is spoken with an API key, or a log-in through the API, that has ended since (server/SPEC.md 1.2). A log-in on the pages is
 * not asked for again: what is being spoken there goes on. Throws while the database is away: then nobody is blamed for it.
 */
export async function recheckCredentials(holders: readonly SessionHolder[], isHeld: SessionStore['isHeld']): Promise<void> {
  const answers = new Map<string, boolean>()
  for (const holder of holders) {
    const { userId, purpose, credential } = holder.speaker
    if (!credential) continue
    // Many speak with one key.
    const name = `${userId} ${credential.kind} ${credential.id}`
    const answer = answers.get(name) ?? (await isHeld({ userId, purpose, credential }))
    answers.set(name, answer)
    if (!answer) holder.fault('ticket_refused')
  }
}
