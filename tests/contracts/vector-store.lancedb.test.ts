import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { connect, Index } from '@lancedb/lancedb'
import { afterAll, describe, expect, it } from 'vitest'
import { toUnitLength } from '#domain/search/embedder'
import { makeLanceStore } from '#domain/search/lance-store.server'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { describeVectorStore } from './vector-store.contract'

let folder: string
afterAll(() => rm(folder, { recursive: true, force: true }))

describeVectorStore('LanceDB', async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'steno-vectors-'))
  const file = path.join(folder, 'no-folder')
  await writeFile(file, '')
  return {
    store: makeLanceStore(folder),
    openAgain: () => makeLanceStore(folder),
    openBroken: () => makeLanceStore(path.join(file, 'vectors')),
  }
})

it('finds through its index what is closest, and what came after the index was made', async () => {
  const store = makeLanceStore(folder, { indexedRowsMin: 200 })
  const random = makeSeededRandom(5)
  const vector = () => toUnitLength(Array.from({ length: 8 }, () => random.next() - 0.5))
  const [me, you] = [randomUUID(), randomUUID()]
  const of = { language: 'en', source: 'upload' as const, createdAt: new Date() }
  const passages = Array.from({ length: 600 }, (_, chunkIndex) =>
    ({ chunkIndex, print: `${chunkIndex}`, vector: vector(), tokens: [] }))
  await store.ensure('indexed', 8)
  await store.write('indexed', { ...of, id: randomUUID(), userId: me }, passages.slice(0, 300))
  await store.write('indexed', { ...of, id: randomUUID(), userId: you }, passages.slice(300, 590))
  await store.tidy('indexed')
  await store.write('indexed', { ...of, id: randomUUID(), userId: me }, passages.slice(590))
  const mine = [...passages.slice(0, 300), ...passages.slice(590)]
  for (const question of [mine[7]!, mine[305]!, passages[400]!]) {
    const hits = await store.search('indexed', {
      userId: me, vector: question.vector, similarityMin: 0, filter: {}, limit: 5,
    })
    const likeness = (other: Float32Array) => other.reduce((sum, value, at) => sum + value * question.vector[at]!, 0)
    const best = [...mine].sort((one, other) => likeness(other.vector) - likeness(one.vector)).slice(0, 5)
    expect(hits.map(({ print }) => print)).toEqual(best.map(({ print }) => print))
  }
  await store.drop('indexed')
  await store.close()
})

describe('an index of vectors', () => {
  const [me, you] = [randomUUID(), randomUUID()]
  const of = { language: 'en', source: 'upload' as const, createdAt: new Date() }
  const random = makeSeededRandom(7)
  const vector = () => toUnitLength(Array.from({ length: 8 }, () => random.next() - 0.5))
  const passages = (count: number) => Array.from({ length: count }, (_, chunkIndex) =>
    ({ chunkIndex, print: `${chunkIndex}`, vector: vector(), tokens: [] }))
  const table = async (name: string) => (await connect(folder, { readConsistencyInterval: 0 })).openTable(name)
  const indexesOf = async (name: string) => (await (await table(name)).listIndices())
    .filter(({ columns }) => columns.includes('vector')).map((index) => index.name)

  it('hides nothing from an owner of few among many, nor in one recording', async () => {
    const store = makeLanceStore(folder, { indexedRowsMin: 200 })
    const few = randomUUID()
    const mine = passages(30)
    await store.ensure('few', 8)
    await store.write('few', { ...of, id: few, userId: me }, mine)
    await store.write('few', { ...of, id: randomUUID(), userId: you }, passages(4000))
    await store.tidy('few')
    expect(await indexesOf('few')).toEqual(['vector_dot_63'])
    const question = { vector: vector(), similarityMin: -1, limit: 100 }
    for (const asked of [{ userId: me, filter: {} }, { userId: me, filter: { recordingId: few } }]) {
      expect(await store.search('few', { ...question, ...asked })).toHaveLength(mine.length)
    }
    await store.drop('few')
    await store.close()
  })

  it('of another distance, or that the table has outgrown, is replaced, and until then nothing is missed', async () => {
    const store = makeLanceStore(folder, { indexedRowsMin: 200 })
    const [first] = passages(1)
    const ask = () => store.search('old', {
      userId: me, vector: first!.vector, similarityMin: 0.99, filter: {}, limit: 1,
    })
    await store.ensure('old', 8)
    await store.write('old', { ...of, id: randomUUID(), userId: me }, [first!, ...passages(300).slice(1)])
    const cosine = Index.ivfFlat({ distanceType: 'cosine', numPartitions: 17 })
    await (await table('old')).createIndex('vector', { config: cosine })
    expect(await ask()).toMatchObject([{ print: '0' }])
    await store.tidy('old')
    expect(await indexesOf('old')).toEqual(['vector_dot_17'])
    await store.write('old', { ...of, id: randomUUID(), userId: you }, passages(500))
    await store.tidy('old')
    expect(await indexesOf('old')).toEqual(['vector_dot_17'])
    await store.write('old', { ...of, id: randomUUID(), userId: you }, passages(600))
    await store.tidy('old')
    expect(await indexesOf('old')).toEqual(['vector_dot_37'])
    expect(await ask()).toMatchObject([{ print: '0' }])
    await store.drop('old')
    await store.close()
  })
})
