import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
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
