import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import { findSaidWords, searchExactly, searchLoosely } from './lexical.server'
import { parseQuestion } from './parse-question'
import type { SearchFilter } from './search-filter'
import { prepareChunks, storeChunks } from './store-chunks.server'

const test = useDatabase()
const names = new Map<string, string>()
let userId: string
let strangerId: string

async function add(owner: string, name: string, texts: string[]): Promise<string> {
  const { db } = test
  const segments = texts.map((text, at) => ({ startMs: at * 60_000, endMs: at * 60_000 + 9000, text }))
  const id = await addRecording(db, owner, { title: name, segments })
  await db.transaction(async (tx) => storeChunks(tx, { id, userId: owner }, await prepareChunks(tx, id)))
  names.set(id, name)
  return id
}

beforeAll(async () => {
  const { db } = test
  userId = await addUser(db)
  strangerId = await addUser(db)
  const filler = 'What we said about the weather and the way to the office was nothing that the others did not say. '
  await add(userId, 'budget', [`${filler.repeat(2)} Then Maria decided on the budget.`, `${filler} And lunch.`])
  await add(userId, 'release', ['The spring release ships on Friday, the kubernetes cluster is ready.'])
  await add(userId, 'họp', ['Cuộc họp bàn về ngân sách quý ba.'])
  await add(userId, 'hợp', ['Hai bên đã ký hợp đồng với bạn hàng.'])
  await add(userId, '會議', ['我們下週要買新的伺服器，預算是三萬元。'])
  await add(strangerId, 'foreign', ['The budget of the spring release, họp, 伺服器.'])
})

const named = (keys: { recordingId: string }[]) => keys.map(({ recordingId }) => names.get(recordingId))
async function loosely(text: string, filter: SearchFilter = {}, who = userId) {
  const question = parseQuestion(text)
  const said = await findSaidWords(test.db, who, question)
  return named((await searchLoosely(test.db, who, question, said, filter)).hits)
}
const exactly = async (text: string, filter: SearchFilter = {}) =>
  named(await searchExactly(test.db, userId, parseQuestion(text), filter))

describe('loosely', () => {
  it('finds what has the rarest words of a question first', async () => {
    expect((await loosely('what did we say about the budget'))[0]).toBe('budget')
  })

  it('finds what only the end of a long question names', async () => {
    const rambling = Array.from({ length: 2 * limits.searchWordsMax }, (_, at) => `what about thing${at}`).join(' ')
    const question = parseQuestion(`${rambling} and, above all, the budget`, 10_000)
    const said = await findSaidWords(test.db, userId, question)
    expect(named((await searchLoosely(test.db, userId, question, said, {})).hits)[0]).toBe('budget')
  })

  it('looks for common words only where nothing else was asked', async () => {
    expect(await loosely('what was it about the zebra')).toEqual([])
    expect(await loosely('what was it about the budget')).toEqual(['budget'])
    expect((await loosely('what did we')).length).toBeGreaterThan(0)
  })

  it('finds Vietnamese that was typed without marks, and prefers the marks that were typed', async () => {
    expect(await loosely('ngan sach')).toEqual(['họp'])
    expect(new Set(await loosely('hop'))).toEqual(new Set(['họp', 'hợp']))
    expect(await loosely('họp')).toEqual(['họp', 'hợp'])
    expect(await loosely('hợp')).toEqual(['hợp', 'họp'])
  })

  it('forgives typing errors and other endings', async () => {
    expect(await loosely('kubernets')).toEqual(['release'])
    expect(await loosely('budgte')).toEqual(['budget'])
    expect(await loosely('deciding')).toEqual(['budget'])
    expect(await loosely('qwertyuiop')).toEqual([])
  })

  it('finds Chinese without spaces, in sentences and down to one character', async () => {
    for (const text of ['伺服器', '新伺服器的預算', '買', '元']) expect(await loosely(text)).toEqual(['會議'])
    expect(await loosely('器服伺')).toEqual([])
  })

  it('insists on phrases', async () => {
    expect(await loosely('budget "spring release"')).toEqual([])
    expect(await loosely('friday "spring release"')).toEqual(['release'])
    expect(await loosely('"spring release"')).toEqual(['release'])
    expect(await loosely('"release spring"')).toEqual([])
  })

  it('finds nothing where nothing is asked', async () => {
    for (const text of ['', '?!', '""']) expect(await loosely(text)).toEqual([])
  })
})

describe('exactly', () => {
  it('wants every word, and marks where they were typed', async () => {
    expect(await exactly('release friday')).toEqual(['release'])
    expect(await exactly('release budget')).toEqual([])
    expect(await exactly('kubernets')).toEqual([])
    expect(await exactly('họp')).toEqual(['họp'])
    expect(new Set(await exactly('hop'))).toEqual(new Set(['họp', 'hợp']))
    expect(await exactly('"ships on friday"')).toEqual(['release'])
  })

  it('takes a run of Chinese as it stands', async () => {
    expect(await exactly('新的伺服器')).toEqual(['會議'])
    expect(await exactly('新伺服器')).toEqual([])
    expect(await exactly('"預算是"')).toEqual(['會議'])
  })
})

describe('both', () => {
  it('heed the filter', async () => {
    const [id] = [...names].find(([, name]) => name === 'release')!
    await test.db.execute(sql`update recordings set detected_language = 'vi-VN' where title in ('họp', 'hợp')`)
    await test.db.execute(sql`update recordings set created_at = '2020-05-05T12:00Z' where title = 'hợp'`)
    for (const search of [loosely, exactly]) {
      expect(await search('friday', { recordingId: id })).toEqual(['release'])
      expect(await search('lunch', { recordingId: id })).toEqual([])
      expect(await search('hop', { language: 'vi', from: new Date('2020-06-01') })).toEqual(['họp'])
      expect(await search('hop', { until: new Date('2020-06-01') })).toEqual(['hợp'])
      expect(await search('friday', { language: 'vi' })).toEqual([])
      expect(await search('friday', { source: 'realtime' })).toEqual([])
      expect(await search('friday', { source: 'upload' })).toEqual(['release'])
    }
  })

  it('never show or know what is another user’s', async () => {
    expect(await loosely('lunch', {}, strangerId)).toEqual([])
    expect(await loosely('spring budget', {}, strangerId)).toEqual(['foreign'])
    expect((await findSaidWords(test.db, strangerId, parseQuestion('kubernets lunch deciding'))).words).toEqual([])
    const [id] = [...names].find(([, name]) => name === 'foreign')!
    expect(await loosely('budget', { recordingId: id })).toEqual([])
    expect(await exactly('budget', { recordingId: id })).toEqual([])
  })

  it('take what looks like a query for words', async () => {
    for (const text of [`'a' & !b`, `x:* | (`, `\\`, `it's`, `a\0b`, '<->']) {
      await loosely(text)
      await exactly(text)
    }
    expect(await exactly(`friday' & 'x`)).toEqual([])
  })
})
