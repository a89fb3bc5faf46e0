import { and, desc, eq, sql, type SQL } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { transcriptChunks } from '#db/schema/transcript-chunks'
import { limits } from '../limits/limits'
import { phraseQuery } from './lexemes'
import type { Wanted } from './mark-words'
import type { Question } from './parse-question'
import { ownPassages } from './passage-conditions.server'
import type { SearchFilter } from './search-filter'
import type { Token } from './tokens'
import { pickSelective, rarityOf, weighWords, weightOfAll, type SaidWord } from './weigh-words'

/** A passage that was found, by the key that every store knows it by. */
export interface ChunkKey {
  recordingId: string
  chunkIndex: number
}

/** How alike a word that was said must be to a mistyped one: by pg_trgm, 0 to 1. */
const LIKENESS_MIN = 0.4

const key = { recordingId: transcriptChunks.recordingId, chunkIndex: transcriptChunks.chunkIndex }
const chunksOfRecordings = (db: Db) => db.select(key).from(transcriptChunks)
  .innerJoin(recordings, eq(recordings.id, transcriptChunks.recordingId))

/** Passages that have every word and every phrase exactly as typed; marks count where they were typed. Best first. */
export async function searchExactly(
  db: Db, userId: string, question: Question, filter: SearchFilter, limit: number = limits.searchCandidatesMax,
): Promise<ChunkKey[]> {
  const groups = [...question.words, ...question.phrases]
  if (groups.length === 0) return []
  const query = allOf(groups)
  return chunksOfRecordings(db).where(and(ownPassages(userId, filter), sql`${transcriptChunks.lexemes} @@ ${query}`))
    .orderBy(desc(sql`ts_rank_cd(${transcriptChunks.lexemes}, ${query})`), desc(recordings.createdAt),
      transcriptChunks.recordingId, transcriptChunks.chunkIndex)
    .limit(limit)
}

const allOf = (groups: readonly (readonly Token[])[]): SQL =>
  sql`${groups.map((tokens) => `(${phraseQuery(tokens, 'plain')})`).join(' & ')}::tsquery`

/** What was said of the words of a question, and how many of them nobody has ever said. */
export interface Said {
  words: SaidWord[]
  unsaid: number
}

/** Looks the words of a question up among all that were said: the same, of the same stem, or alike to mistyped ones. */
export async function findSaidWords(db: Db, userId: string, question: Question): Promise<Said> {
  const words = await pickTelling(db, userId, [...new Set(question.words.flat().map(({ folded }) => folded))])
  if (words.length === 0) return { words: [], unsaid: 0 }
  const { rows } = await db.execute<AskedWord>(sql`
    select asked.word as wanted, f_is_stop_word(asked.word) as "isStopWord", said.word, kind, likeness, chunks
      from unnest(${sql.param(words)}::text[]) as asked(word)
      left join f_said_words(${userId}, ${sql.param(words)}, ${LIKENESS_MIN}) as said on said.wanted = asked.word`)
  const asked = withoutStopWords(rows, question)
  return {
    words: asked.flatMap(({ wanted, word, kind, likeness, chunks }) =>
      (word === null ? [] : [{ wanted, word, kind, likeness, chunks: Number(chunks) }])),
    unsaid: asked.filter(({ word }) => word === null).length,
  }
}

/** Of more words than one search looks for those that tell most: the rarest of what was said. */
async function pickTelling(db: Db, userId: string, words: readonly string[]): Promise<readonly string[]> {
  if (words.length <= limits.searchWordsMax) return words
  const { rows } = await db.execute<{ word: string }>(sql`
    select asked.word from unnest(${sql.param(words)}::text[]) with ordinality as asked(word, place)
      left join recording_words r on r.user_id = ${userId} and r.stem = f_stem(asked.word)
     group by asked.word, asked.place
     order by f_is_stop_word(asked.word), count(r.word) = 0, sum(r.chunks), asked.place
     limit ${limits.searchWordsMax}`)
  return rows.map(({ word }) => word)
}

/** A word of a question, with one of the words that were said for it; null where none was. */
interface AskedWord extends Record<string, unknown> {
  wanted: string
  isStopWord: boolean
  word: string | null
  kind: SaidWord['kind']
  likeness: number
  chunks: string
}

/** They count only where nothing else was asked, or where marks make them words of another language. */
function withoutStopWords(asked: AskedWord[], question: Question): AskedWord[] {
  const withMarks = question.words.flat().filter(({ plain, folded }) => plain !== folded)
  const marked = new Set(withMarks.map(({ folded }) => folded))
  const telling = asked.filter(({ isStopWord, wanted }) => !isStopWord || marked.has(wanted))
  return telling.length > 0 ? telling : asked
}

export interface LooselyFound {
  hits: ChunkKey[]
  /** How much of what the question says the best of them has, 0 to 1; rare words say more than common ones. */
  coverage: number
}

/**
 * Passages that have some of the words, those with the rarest first; endings, marks and typing errors are forgiven.
 * Phrases are not: a passage has to have them all.
 */
export async function searchLoosely(
  db: Db, userId: string, question: Question, said: Said, filter: SearchFilter,
  limit: number = limits.searchCandidatesMax,
): Promise<LooselyFound> {
  const total = await countChunks(db, userId)
  const weighed = weighWords(question, said.words, total)
  if (weighed.length === 0) {
    const isPhrase = question.phrases.length > 0 && question.words.length === 0
    return { hits: isPhrase ? await searchExactly(db, userId, question, filter, limit) : [], coverage: 1 }
  }
  const candidates = pickSelective(weighed, limits.searchWeighedMax).map(({ query }) => `(${query})`).join(' | ')
  const found = chunksOfRecordings(db).where(and(
    ownPassages(userId, filter),
    sql`${transcriptChunks.lexemes} @@ ${candidates}::tsquery`,
    question.phrases.length > 0 ? sql`${transcriptChunks.lexemes} @@ ${allOf(question.phrases)}` : undefined,
  )).limit(limits.searchWeighedMax).as('found')
  // Of each group of variants the weightiest that the passage has counts; the groups are added up.
  const score = sql<number>`(
    select sum(best) from (
      select max(t.weight) as best
        from unnest(${sql.param(weighed.map(({ group }) => group))}::int[],
                    ${sql.param(weighed.map(({ query }) => query))}::tsquery[],
                    ${sql.param(weighed.map(({ weight }) => weight))}::float8[]) as t(place, query, weight)
       where ${transcriptChunks.lexemes} @@ t.query group by t.place) of_group)`
  const rows = await db.select({ recordingId: found.recordingId, chunkIndex: found.chunkIndex, score }).from(found)
    .innerJoin(transcriptChunks, and(
      eq(transcriptChunks.recordingId, found.recordingId), eq(transcriptChunks.chunkIndex, found.chunkIndex)))
    .orderBy(desc(score), found.recordingId, found.chunkIndex)
    .limit(limit)
  const whole = weightOfAll(weighed) + said.unsaid * rarityOf(1, total)
  return { hits: rows, coverage: Math.min(1, (rows[0]?.score ?? 0) / whole) }
}

async function countChunks(db: Db, userId: string): Promise<number> {
  return db.$count(transcriptChunks, eq(transcriptChunks.userId, userId))
}

/** What to mark in passages that were found loosely. */
export function wantedLoosely(question: Question, { words: said }: Said): Wanted {
  const single = question.words.flat().filter(({ folded, run }) => run !== null && [...folded].length === 1)
  return {
    words: new Set([...said.map(({ word }) => word), ...single.map(({ folded }) => folded)]),
    phrases: question.phrases.map(foldedOf),
  }
}

/** What to mark in passages that were found exactly. */
export function wantedExactly(question: Question): Wanted {
  const single = question.words.filter((tokens) => tokens.length === 1).map(([token]) => token!.plain)
  const runs = question.words.filter((tokens) => tokens.length > 1)
  return { words: new Set(single), phrases: [...runs, ...question.phrases].map(foldedOf) }
}

const foldedOf = (tokens: readonly Token[]) => tokens.map(({ folded }) => folded)
