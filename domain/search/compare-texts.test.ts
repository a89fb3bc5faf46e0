import { afterAll, beforeEach, expect, it } from 'vitest'
import { sql } from 'drizzle-orm'
import { useDatabase } from '#tests/db/use-database'
import { makeBuiltinEmbedder } from './builtin-embedder.server'
import { wantCollection } from './collections.server'
import { makeCompareTexts } from './compare-texts.server'

const test = useDatabase()
const embedder = makeBuiltinEmbedder()
afterAll(() => embedder.close())
beforeEach(() => test.db.execute(sql`delete from embedding_collections`))

const texts = ['Revenue grew by eleven percent against last year.', 'Keep good knives out of the dishwasher.']
const request = { userId: 'ann', question: 'why did sales go up', texts }

it('tells what means about the same from what does not', async () => {
  await wantCollection(test.db, embedder.model, 512)
  const compare = makeCompareTexts(test.db, () => embedder)
  const [alike, other] = (await compare(request))!
  expect(alike).toBeGreaterThanOrEqual(1)
  expect(other).toBeLessThan(0.8)
})

it('tells nothing where no model understands the question, is there, answers, or has a known scale', async () => {
  expect(await makeCompareTexts(test.db, () => embedder)(request)).toBe(null)
  await wantCollection(test.db, embedder.model, 512)
  expect(await makeCompareTexts(test.db, () => null)(request)).toBe(null)
  expect(await makeCompareTexts(test.db, () => embedder)({ ...request, question: 'vì sao doanh số tăng' })).toBe(null)
  expect(await makeCompareTexts(test.db, () => ({ ...embedder, similaritySure: null }))(request)).toBe(null)
  const broken = { ...embedder, embed: () => Promise.reject(new Error('down')) }
  expect(await makeCompareTexts(test.db, () => broken)(request)).toBe(null)
})

it('stops when nobody waits any more', async () => {
  await wantCollection(test.db, embedder.model, 512)
  const gone = { ...request, signal: AbortSignal.abort(new Error('gone')) }
  await expect(makeCompareTexts(test.db, () => embedder)(gone)).rejects.toThrow('gone')
})
