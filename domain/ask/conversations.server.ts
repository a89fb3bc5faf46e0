import { and, asc, count, eq, gt, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { conversations, conversationTurns, turnCitations } from '#db/schema/conversations'
import { recordings } from '#db/schema/recordings'
import { AppError } from '../errors/app-error'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import { afterCursor, newestFirst, nextCursorOf, placeOf } from '../paging/time-cursor.server'
import type { EarlierTurn } from '../prompts/ask-prompt'
import { requireRecording } from '../recordings/get-recording.server'
import { isUuid } from '../units/uuid'
import type { Answer } from './answer'

export const conversationNotFound = () => new AppError('not_found', 'There is no such conversation.')

/** The condition for one conversation of one user; throws AppError `not_found` for a malformed id. */
export function ownedConversation(userId: string, id: string) {
  if (!isUuid(id)) throw conversationNotFound()
  return and(eq(conversations.id, id), eq(conversations.userId, userId))
}

const asked = z.object({
  question: z.string('The question is missing.').transform((text) => text.replace(/\s+/gu, ' ').replace(/\p{Cc}/gu, '').trim())
    .pipe(z.string().min(1, 'The question is missing.').max(
      limits.askQuestionCharsMax, `A question may have at most ${limits.askQuestionCharsMax} characters.`)),
})

export interface QuestionToOpen {
  userId: string
  question: string
  /** Null begins a new one. */
  conversationId: string | null
  /** For a new one: the only recording to ask, or null. */
  recordingId: string | null
}

export interface OpenTurn {
  turnId: string
  conversationId: string
  recordingId: string | null
  question: string
  /** Answered turns before it, oldest first. */
  earlier: EarlierTurn[]
}

/**
 * Writes a question down, before it is answered. Throws AppError `bad_request` (`params.field`), `not_found` for a
 * conversation or recording that is not the user's, `conflict` for a conversation that is too long, and
 * `too_many_attempts` while too many answers to the user are being written.
 */
export async function openTurn(db: Db, { userId, conversationId, recordingId, ...input }: QuestionToOpen): Promise<OpenTurn> {
  const { question } = parseInput(asked, input)
  if (recordingId !== null) await requireRecording(db, userId, recordingId)
  return db.transaction(async (tx) => {
    // One after the other for each user, or two at once would both take the last place.
    await tx.execute(sql`select from users where id = ${userId} for no key update`)
    await refuseTooMany(tx, userId)
    const [conversation] = conversationId === null
      ? await tx.insert(conversations).values({ userId, recordingId }).returning()
      : await tx.update(conversations).set({ askedAt: sql`clock_timestamp()` })
        .where(ownedConversation(userId, conversationId)).returning()
    if (!conversation) throw conversationNotFound()
    const before = await tx.select().from(conversationTurns)
      .where(eq(conversationTurns.conversationId, conversation.id)).orderBy(asc(conversationTurns.position))
    if (before.length >= limits.askTurnsMax) throw new AppError('conflict', 'This conversation is full. Begin a new one.')
    const [turn] = await tx.insert(conversationTurns)
      .values({ conversationId: conversation.id, position: (before.at(-1)?.position ?? 0) + 1, question }).returning()
    return {
      turnId: turn!.id, conversationId: conversation.id, recordingId: conversation.recordingId, question,
      earlier: before.filter(({ status }) => status === 'done')
        .map((earlier) => ({ question: earlier.question, answer: earlier.answer.replace(/ ?\[\d+\]/g, '') })),
    }
  })
}

async function refuseTooMany(db: Db, userId: string): Promise<void> {
  const since = new Date(Date.now() - limits.askAnswerMsMax)
  const [row] = await db.select({ open: count() }).from(conversationTurns)
    .innerJoin(conversations, eq(conversations.id, conversationTurns.conversationId))
    .where(and(eq(conversations.userId, userId), eq(conversationTurns.status, 'answering'), gt(conversationTurns.createdAt, since)))
  if ((row?.open ?? 0) < limits.askAnswersAtOnceMax) return
  throw new AppError('too_many_attempts', 'Too many answers are being written at once.', { params: { retryMinutes: 1 } })
}

/** Writes an answer down. Nothing happens where the conversation was deleted meanwhile. */
export async function closeTurn(db: Db, turnId: string, answer: Answer): Promise<void> {
  await db.transaction(async (tx) => {
    const { method, model, outcome, text, weaknesses } = answer
    const found = await tx.update(conversationTurns)
      .set({ status: 'done', method, model, outcome, answer: text, degraded: weaknesses.join(' ') || null })
      .where(eq(conversationTurns.id, turnId))
    if (found.rowCount === 0 || answer.citations.length === 0) return
    // A recording may have gone while it was quoted.
    const cited = [...new Set(answer.citations.map(({ recordingId }) => recordingId))]
    const there = await tx.select({ id: recordings.id }).from(recordings).where(inArray(recordings.id, cited)).for('key share')
    const rows = answer.citations.filter(({ recordingId }) => there.some(({ id }) => id === recordingId))
    if (rows.length > 0) await tx.insert(turnCitations).values(rows.map((citation) => ({ turnId, ...citation })))
  })
}

/** Writes down that there will be no answer. */
export async function failTurn(db: Db, turnId: string, errorCode: string): Promise<void> {
  await db.update(conversationTurns).set({ status: 'failed', errorCode }).where(eq(conversationTurns.id, turnId))
}

/** Deletes one conversation, or with null all of the user's. Throws AppError `not_found`. */
export async function deleteConversations(db: Db, userId: string, id: string | null): Promise<void> {
  const which = id === null ? eq(conversations.userId, userId) : ownedConversation(userId, id)
  const { rowCount } = await db.delete(conversations).where(which)
  if (id !== null && rowCount === 0) throw conversationNotFound()
}

export interface ListedConversation {
  id: string
  /** The first question. */
  question: string
  recordingId: string | null
  recordingTitle: string | null
  turns: number
  askedAt: Date
}

export interface ConversationPage {
  items: ListedConversation[]
  /** Null on the last page. */
  nextCursor: string | null
}

export interface ConversationFilter {
  /** Those that ask this recording alone; null: all. */
  recordingId?: string | null
  /** `nextCursor` of the page before. */
  cursor?: string | null
}

/**
 * A user's conversations, limits.conversationsPageRows a page, the one that was asked last first. Throws AppError
 * `bad_request` for a cursor that no page gave, `not_found` for a malformed id.
 */
export async function listConversations(
  db: Db, userId: string, { recordingId = null, cursor = null }: ConversationFilter = {},
): Promise<ConversationPage> {
  if (recordingId !== null && !isUuid(recordingId)) throw conversationNotFound()
  const first = sql<string>`(array_agg(${conversationTurns.question} order by ${conversationTurns.position}))[1]`
  const rows = await db.select({
    id: conversations.id, question: first, recordingId: conversations.recordingId, recordingTitle: recordings.title,
    turns: count(), askedAt: conversations.askedAt, place: placeOf(conversations.askedAt),
  }).from(conversations)
    .innerJoin(conversationTurns, eq(conversationTurns.conversationId, conversations.id))
    .leftJoin(recordings, eq(recordings.id, conversations.recordingId))
    .where(and(
      eq(conversations.userId, userId),
      recordingId === null ? undefined : eq(conversations.recordingId, recordingId),
      cursor === null ? undefined : afterCursor(conversations.askedAt, conversations.id, cursor),
    ))
    .groupBy(conversations.id, recordings.id)
    .orderBy(newestFirst(conversations.askedAt, conversations.id)).limit(limits.conversationsPageRows + 1)
  return {
    items: rows.slice(0, limits.conversationsPageRows).map(({ place: _, ...row }) => row),
    nextCursor: nextCursorOf(rows, limits.conversationsPageRows),
  }
}
