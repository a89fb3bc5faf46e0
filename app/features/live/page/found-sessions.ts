import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import type { KeptSpan, Take, TakeStore } from '#domain/live/client/take'
import { findHeldTakes } from '../client/take-lock'
import type { LiveFacts } from '../live-loader.server'

/** A recording that was begun and is not finished: known to the server, kept in this browser, or both. */
export interface FoundSession {
  key: string
  startedAt: number
  title: string
  storedMs: number
  unsentMs: number
  /** Null where only the server knows it. */
  take: Take | null
  kept: KeptSpan
  sessionId: string | null
  /** Whether some other page records it right now. */
  isElsewhere: boolean
  /** Whether the server has ended it, so that what is kept here has no place any more. */
  isOver: boolean
}

/**
 * What the server and this browser know to be unfinished: first the one that was asked for, then the newest. Takes of which
 * nothing is left are forgotten.
 */
export async function findSessions(
  { open, userId, goOnId }: Pick<LiveFacts, 'open' | 'userId' | 'goOnId'>, store: TakeStore,
): Promise<FoundSession[]> {
  const isHeld = await findHeldTakes()
  const takes = (await store.list()).filter((take) => take.userId === userId)
  const found: FoundSession[] = []
  for (const take of takes) {
    const kept = await store.span(take.id)
    const frames = kept.end - kept.first
    const session = open.find(({ id }) => id === take.sessionId)
    const isOver = take.sessionId !== null && !session
    const isElsewhere = isHeld(take.id)
    if (!isElsewhere && frames === 0 && (isOver || take.sessionId === null)) {
      await store.remove(take.id)
      continue
    }
    // As long as it can be: the frame before a pause may be shorter.
    const unsentMs = (frames * FRAME_SAMPLES * 1000) / PCM_SAMPLE_RATE
    found.push({
      key: take.id, startedAt: take.startedAt, title: take.title, storedMs: session?.durationMs ?? 0, unsentMs, take, kept,
      sessionId: take.sessionId, isElsewhere, isOver,
    })
  }
  for (const session of open) {
    if (found.some(({ sessionId }) => sessionId === session.id)) continue
    found.push({
      key: session.id, startedAt: session.createdAt, title: session.title, storedMs: session.durationMs, unsentMs: 0,
      take: null, kept: { first: 0, end: 0 }, sessionId: session.id, isElsewhere: session.isAttached, isOver: false,
    })
  }
  const isWanted = ({ sessionId }: FoundSession) => Number(sessionId !== null && sessionId === goOnId)
  return found.sort((a, b) => isWanted(b) - isWanted(a) || b.startedAt - a.startedAt)
}
