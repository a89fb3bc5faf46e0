import { sql } from 'drizzle-orm'
import pino from 'pino'
import type { Db } from '#db/client.server'
import { makeAsk } from '#domain/ask/ask.server'
import { searchModes } from '#domain/search/search'
import type { Search } from '#domain/search/make-search-service.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { englishTalks } from './english-talks'
import { scoreRanks, type LabelledQuestion, type Ranks } from './labelled'
import { questions, unanswerable } from './questions'
import { vietnameseTalks } from './vietnamese-talks'

/** Recall@10 and MRR of each mode, over all labelled questions and by their kind, as lines of a table. */
export async function measureQuality(db: Db, search: Search): Promise<string[]> {
  const { userId, names } = await addTalks(db, search)
  const kinds: [string, (question: LabelledQuestion) => boolean][] = [
    ['all', () => true],
    ['English, in other words', ({ language, kind }) => language === 'en' && kind === 'meaning'],
    ['English, by words', ({ language, kind }) => language === 'en' && kind === 'words'],
    ['Vietnamese', ({ language, kind }) => language === 'vi' && kind === 'words'],
    ['Vietnamese without marks', ({ kind }) => kind === 'unmarked'],
  ]
  const lines = ['| questions | n | mode | recall@10 | MRR |', '|---|---|---|---|---|']
  const asked = new Map<string, (Ranks & { question: LabelledQuestion })[]>()
  for (const mode of searchModes) {
    const ranks = []
    for (const question of questions) {
      const { passages } = await search.find({ userId, text: question.text, mode, limit: 10 })
      const found = passages.map(({ recordingId, segments }) => segments.map(({ idx }) => `${names.get(recordingId)}:${idx}`))
      ranks.push({ question, answers: question.answers, found })
    }
    asked.set(mode, ranks)
  }
  for (const [kind, fits] of kinds) {
    for (const [mode, ranks] of asked) {
      const some = ranks.filter(({ question }) => fits(question))
      const { recall, mrr } = scoreRanks(some)
      lines.push(`| ${kind} | ${some.length} | ${mode} | ${recall.toFixed(2)} | ${mrr.toFixed(2)} |`)
    }
  }
  return lines
}

/**
 * How often passages alone, without a language model, answer what the talks answer (with a passage that does), and what they do not: for
 * the questions of each language that are asked as they are written.
 */
export async function measureAnswers(db: Db, search: Search): Promise<string[]> {
  const { userId, names } = await addTalks(db, search)
  const quiet = { logger: pino({ level: 'silent' }), metrics: makeMetrics('bench', { defaults: false }) }
  const ask = makeAsk({ db, llm: null, find: search.find, compare: search.compare, ...quiet })
  const answerTo = async (question: string) => {
    for await (const event of ask({ userId, question, conversationId: null, recordingId: null, language: 'en' })) {
      if (event.type === 'answered') return event.citations.map(({ recordingId, startMs }) => `${names.get(recordingId)}:${Math.floor(startMs / 30_000)}`)
    }
    throw new Error('Nothing was answered.')
  }
  const lines = ['| questions | n | answered rightly | answered otherwise | said to be not there |', '|---|---|---|---|---|']
  for (const [kind, asked] of [
    ['English', questions.filter(({ language }) => language === 'en')],
    ['Vietnamese', questions.filter(({ language, kind: how }) => language === 'vi' && how === 'words')],
    ['that nothing answers', unanswerable.map((text) => ({ text, answers: [] as string[] }))],
  ] as const) {
    let [right, wrong] = [0, 0]
    for (const { text, answers } of asked) {
      const cited = await answerTo(text)
      if (cited.some((each) => answers.includes(each))) right++
      else if (cited.length > 0) wrong++
    }
    lines.push(`| ${kind} | ${asked.length} | ${right} | ${wrong} | ${asked.length - right - wrong} |`)
  }
  return lines
}

async function addTalks(db: Db, search: Search): Promise<{ userId: string; names: Map<string, string> }> {
  const userId = await addUser(db, 'ENTERPRISE')
  const names = new Map<string, string>()
  for (const { id: talk, language, passages } of [...englishTalks, ...vietnameseTalks]) {
    const segments = passages.map((text, at) => ({ startMs: at * 30_000, endMs: at * 30_000 + 20_000, text }))
    const id = await addRecording(db, userId, { title: talk, segments })
    await db.execute(sql`update recordings set detected_language = ${language} where id = ${id}`)
    await search.index({ recordingId: id, userId, commit: (write) => db.transaction(write) })
    names.set(id, talk)
  }
  return { userId, names }
}
