import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { conversations, conversationTurns, turnCitations } from '#db/schema/conversations'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import { limits } from '../limits/limits'
import type { AnswerWeakness } from './answer'
import { conversationNotFound, ownedConversation } from './conversations.server'

/** A citation as pages show it. */
export interface ShownCitation {
  number: number
  recordingId: string
  title: string
  hasAudio: boolean
  startMs: number
  endMs: number
  quote: string
  /** Place of its first segment in the transcript; null where the transcript has changed since. */
  idx: number | null
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
  // Held to the owner here too: what is quoted must be theirs whoever wrote the row.
  const rows = await db
    .select({ citation: turnCitations, title: recordings.title, objectKey: recordings.objectKey })
    .from(turnCitations).innerJoin(recordings, eq(recordings.id, turnCitations.recordingId))
    .where(and(inArray(turnCitations.turnId, [...turnIds]), eq(recordings.userId, userId)))
    .orderBy(asc(turnCitations.turnId), asc(turnCitations.number))
  const ids = rows.flatMap(({ citation }) => citation.segmentIds.slice(0, 1))
  const places = ids.length === 0 ? [] : await db.select({ id: segments.id, idx: segments.idx }).from(segments)
    .where(inArray(segments.id, ids))
  const byTurn = new Map<string, ShownCitation[]>()
  for (const { citation: { turnId, segmentIds, ...citation }, title, objectKey } of rows) {
    const idx = places.find((place) => place.id === segmentIds[0])?.idx ?? null
    byTurn.set(turnId, [...(byTurn.get(turnId) ?? []), { ...citation, title, hasAudio: objectKey !== null, idx }])
  }
  return byTurn
}
