import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { toLexemes } from '#domain/search/lexemes'
import type { Search } from '#domain/search/make-search-service.server'
import { searchModes } from '#domain/search/search'
import { tokenize } from '#domain/search/tokens'
import { addUser } from '#tests/db/test-accounts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { englishTalks } from './english-talks'

const QUESTIONS = 60
const CHUNKS_PER_RECORDING = 100
const WORDS_PER_CHUNK = 80

const percentile = (values: number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!

/**
 * Times whole searches among so many passages of made-up text, half of them the tenant's. Words are as frequent as Zipf says.
 * The vectors are those of the labelled talks: what vectors alone cost at such sizes is measured beside.
 */
export async function measureWhole(db: Db, search: Search, chunks: number): Promise<string[]> {
  const random = makeSeededRandom(chunks)
  const known = [...new Set(englishTalks.flatMap(({ passages }) => passages).flatMap((text) => tokenize(text)).map(({ folded }) => folded))]
  const made = Array.from({ length: 20_000 }, (_, index) => `${random.pick(known).slice(0, 5)}${index.toString(36).replace(/\d/g, 'x')}`)
  const words = [...known, ...made]
  const word = () => words[Math.floor(words.length ** random.next()) - 1]!
  const tenant = await addUser(db, 'ENTERPRISE')
  const other = await addUser(db, 'ENTERPRISE')
  for (let done = 0; done < chunks; done += CHUNKS_PER_RECORDING) {
    const texts = Array.from({ length: CHUNKS_PER_RECORDING }, () => Array.from({ length: WORDS_PER_CHUNK }, word).join(' '))
    await store(db, done < chunks / 2 ? tenant : other, texts)
  }
  await db.execute(sql`analyze transcript_chunks, recording_words, recordings, segments`)
  const lines: string[] = []
  for (const mode of searchModes) {
    const times: number[] = []
    for (let at = -5; at < QUESTIONS; at++) {
      const text = Array.from({ length: mode === 'exact' ? 2 : 5 }, word).join(' ')
      const begun = performance.now()
      await search.find({ userId: tenant, text, mode })
      if (at >= 0) times.push(performance.now() - begun)
    }
    lines.push(`| ${chunks} | ${mode} | ${percentile(times, 0.5).toFixed(1)} | ${percentile(times, 0.95).toFixed(1)} |`)
  }
  return lines
}

/** One recording, straight into the tables: the way through the functions would take hours. */
async function store(db: Db, userId: string, texts: string[]): Promise<void> {
  const id = randomUUID()
  await db.execute(sql`
    insert into recordings (id, user_id, source, language, status, title, duration_ms)
    values (${id}, ${userId}, 'upload', 'en', 'uploading', 'Bench', 0)`)
  const tokens = texts.map((text) => tokenize(text))
  const column = (values: unknown[]) => sql.param(values)
  await db.execute(sql`
    insert into segments (recording_id, idx, start_ms, end_ms, text)
    select ${id}, (ordinality - 1)::int, ordinality * 1000, ordinality * 1000 + 900, text
      from unnest(${column(texts)}::text[]) with ordinality as t(text, ordinality)`)
  await db.execute(sql`
    insert into transcript_chunks (recording_id, chunk_index, user_id, segment_from, segment_to, start_ms, end_ms, text,
                                   token_count, print, lexemes)
    select ${id}, (ordinality - 1)::int, ${userId}, (ordinality - 1)::int, (ordinality - 1)::int, ordinality * 1000,
           ordinality * 1000 + 900, text, 100, 'x', lexemes::tsvector
      from unnest(${column(texts)}::text[], ${column(tokens.map(toLexemes))}::text[]) with ordinality as t(text, lexemes, ordinality)`)
  const counts = new Map<string, number>()
  for (const some of tokens) for (const each of new Set(some.map(({ folded }) => folded))) counts.set(each, (counts.get(each) ?? 0) + 1)
  await db.execute(sql`
    insert into recording_words (recording_id, word, user_id, stem, chunks)
    select ${id}, word, ${userId}, f_stem(word), chunks
      from unnest(${column([...counts.keys()])}::text[], ${column([...counts.values()])}::int[]) as t(word, chunks)`)
}
