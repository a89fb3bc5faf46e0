import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { conversations, conversationTurns, turnCitations } from '#db/schema/conversations'
import { recordings, type Recording } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { limits } from '../limits/limits'
import type { AnswerWeakness, Citation } from './answer'
import { conversationNotFound, ownedConversation } from './conversations.server'

/** A citation as pages show it. */
export interface ShownCitation {
  number: number
  recordingId: string
  title: string
  source: Recording['source']
  /** Of the recording; a string once it has been sent to a page. */
  createdAt: Date | string
  hasAudio: boolean
  startMs: number
  endMs: number
  quote: string
  /** Places of its first and last segment in the transcript; null where the transcript has changed since. */
  place: { from: number; to: number } | null
}

export interface ShownTurn {
  id: string
  question: string
  status: 'answering' | 'done' | 'failed'
  method: 'llm' | 'extractive' | null
  model: string | null
  outcome: 'found' | 'not_found' | null
  weaknesses: AnswerWeakness[]
  /** Claims, one a line, with numbers of citations in brackets. Those of recordings that are deleted have none left. */
  answer: string
  citations: ShownCitation[]
  errorCode: string | null
  createdAt: Date
}

export interface Conversation {
  id: string
  recordingId: string | null
  recordingTitle: string | null
  turns: ShownTurn[]
}

/** A user's conversation with all its turns, oldest first. Throws AppError `not_found`. */
export async function requireConversation(db: Db, userId: string, id: string): Promise<Conversation> {
  const [conversation] = await db
    .select({ id: conversations.id, recordingId: conversations.recordingId, recordingTitle: recordings.title })
    .from(conversations).leftJoin(recordings, eq(recordings.id, conversations.recordingId))
    .where(ownedConversation(userId, id))
  if (!conversation) throw conversationNotFound()
  const turns = await db.select().from(conversationTurns).where(eq(conversationTurns.conversationId, conversation.id))
    .orderBy(asc(conversationTurns.position))
  const cited = await listCitations(db, userId, turns.map((turn) => turn.id))
  const lostBefore = Date.now() - limits.askAnswerMsMax
  return {
    ...conversation,
    turns: turns.map(({ degraded, conversationId: _, position: __, status, ...turn }) => ({
      ...turn,
      // Whoever was writing it is gone.
      status: status === 'answering' && turn.createdAt.getTime() < lostBefore ? 'failed' : status,
      weaknesses: (degraded ?? '').split(' ').filter(Boolean) as AnswerWeakness[],
      citations: cited.get(turn.id) ?? [],
    })),
  }
}

async function listCitations(db: Db, userId: string, turnIds: readonly string[]): Promise<Map<string, ShownCitation[]>> {
  if (turnIds.length === 0) return new Map()
  const rows = await db.select().from(turnCitations).where(inArray(turnCitations.turnId, [...turnIds]))
    .orderBy(asc(turnCitations.turnId), asc(turnCitations.number))
  const shown = await showCitations(db, userId, rows)
  const byTurn = new Map<string, ShownCitation[]>()
  for (const { turnId, ...citation } of shown) byTurn.set(turnId, [...(byTurn.get(turnId) ?? []), citation])
  return byTurn
}

/** Citations with what pages need to show them. Those of recordings that are not the user's, or gone, are left out. */
export async function showCitations<T extends Citation>(
  db: Db, userId: string, citations: readonly T[],
): Promise<(Omit<T, 'segmentIds'> & ShownCitation)[]> {
  if (citations.length === 0) return []
  const [own, places] = await Promise.all([
    db.select({
      id: recordings.id, title: recordings.title, source: recordings.source, createdAt: recordings.createdAt, objectKey: recordings.objectKey,
    }).from(recordings).where(
      and(eq(recordings.userId, userId), inArray(recordings.id, citations.map(({ recordingId }) => recordingId)))),
    db.select({ id: segments.id, idx: segments.idx }).from(segments)
      .innerJoin(recordings, eq(recordings.id, segments.recordingId))
      .where(and(eq(recordings.userId, userId), inArray(segments.id, citations.flatMap(({ segmentIds }) => segmentIds)))),
  ])
  return citations.flatMap(({ segmentIds, ...citation }) => {
    const recording = own.find(({ id }) => id === citation.recordingId)
    if (!recording) return []
    const idxOf = (segmentId: number | undefined) => places.find(({ id }) => id === segmentId)?.idx
    const [from, to] = [idxOf(segmentIds[0]), idxOf(segmentIds.at(-1))]
    const place = from === undefined || to === undefined ? null : { from, to }
    const { title, source, createdAt, objectKey } = recording
    return [{ ...citation, title, source, createdAt, hasAudio: objectKey !== null, place }]
  })
}
