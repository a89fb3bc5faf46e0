import { paths } from '~/web/paths'
import type { StoredSession } from '#domain/live/client/live-client-options'

const ANSWER_MS = 10_000

/** A ticket from the pages; null where this user is not logged in here any more. Rejects where they cannot be reached. */
export async function fetchTicket(userId: string): Promise<string | null> {
  const response = await fetch(paths.liveTicket(), { method: 'POST', signal: AbortSignal.timeout(ANSWER_MS) })
  if (response.status !== 401 && !response.ok) throw new Error(`The pages answered ${response.status}.`)
  const answer = (await response.json()) as { ticket: string | null; userId?: string }
  // Somebody else has logged in here meanwhile: what was said belongs to the one who said it.
  return answer.userId === userId ? answer.ticket : null
}

/** What is stored of a session; null where it is gone. Rejects where the pages cannot be reached. */
export async function fetchStored(sessionId: string): Promise<StoredSession | null> {
  const response = await fetch(paths.liveSession(sessionId), {
    signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error',
  })
  if (response.status === 404) return null
  if (!response.ok) throw new Error(`The pages answered ${response.status}.`)
  return (await response.json()) as StoredSession
}
