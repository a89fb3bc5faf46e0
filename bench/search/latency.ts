import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { makeLanceStore } from '#domain/search/lance-store.server'
import { toUnitLength } from '#domain/search/embedder'
import type { VectorStore } from '#domain/search/vector-store'
import { makeSeededRandom } from '#tests/support/seeded-random'

const DIMENSIONS = 512
const WRITE_CHUNKS_MAX = 2000
const QUESTIONS = 100
/** Questions before those that are measured, and of one turn. */
const WARM_UP = 10
/** Of all vectors, those of the two owners who ask; the rest is others'. */
const SHARES = [0.5, 0.01]
const LIMIT = 100
const SIMILARITY_MIN = 0.1

const percentile = (values: number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!

interface Owner {
  userId: string
  vectors: Float32Array[]
}

/** Vectors around topics, as those of real passages are, not spread evenly over the sphere. */
function makeVectors(seed: number) {
  const random = makeSeededRandom(seed)
  const noise = () => random.next() + random.next() + random.next() - 1.5
  const topics = Array.from({ length: 200 }, () => Float32Array.from({ length: DIMENSIONS }, noise))
  return () => {
    const topic = random.pick(topics)
    return toUnitLength(topic.map((value) => value + 0.8 * noise()))
  }
}

/**
 * Median and 95th percentile of searches among so many vectors, a line for an owner of half of them and one for an
 * owner of a hundredth: in LanceDB, and by looking at each of the owner's in memory.
 */
export async function measureLatency(chunks: number): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
  const store = makeLanceStore(folder)
  const next = makeVectors(chunks)
  await store.ensure('bench', DIMENSIONS)
  const owners = SHARES.map((): Owner => ({ userId: randomUUID(), vectors: [] }))
  for (const [index, share] of SHARES.entries()) {
    owners[index]!.vectors.push(...await fill(store, owners[index]!.userId, Math.round(chunks * share), next))
  }
  const left = chunks - owners.reduce((sum, { vectors }) => sum + vectors.length, 0)
  for (let done = 0; done < left; done += WRITE_CHUNKS_MAX) {
    await fill(store, randomUUID(), Math.min(WRITE_CHUNKS_MAX, left - done), next)
  }
  await store.tidy('bench')
  const lines: string[] = []
  for (const owner of owners) lines.push(await ask(store, chunks, owner, next))
  await store.close()
  await rm(folder, { recursive: true, force: true })
  return lines
}

/** Writes so many vectors of one owner, each with its place as its print. */
async function fill(
  store: VectorStore, userId: string, count: number, next: () => Float32Array,
): Promise<Float32Array[]> {
  const vectors = Array.from({ length: count }, next)
  for (let at = 0; at < count; at += WRITE_CHUNKS_MAX) {
    await store.write('bench', {
      id: randomUUID(), userId, language: 'en', source: 'upload', createdAt: new Date(),
    }, vectors.slice(at, at + WRITE_CHUNKS_MAX).map((vector, index) =>
      ({ chunkIndex: index, print: String(at + index), vector, tokens: [] })))
  }
  return vectors
}

async function ask(
  store: VectorStore, chunks: number, { userId, vectors }: Owner, next: () => Float32Array,
): Promise<string> {
  const questions = Array.from({ length: QUESTIONS + WARM_UP }, next)
  const answers: { found: Set<number>; lanceMs: number; best: number[]; scanMs: number }[] = []
  // Ten questions of each by turns: whatever else the machine does meets both alike, and each has its own data at hand.
  for (let at = 0; at < questions.length; at += WARM_UP) {
    const some = questions.slice(at, at + WARM_UP)
    const found = await timeEach(some, async (vector) =>
      store.search('bench', { userId, vector, similarityMin: SIMILARITY_MIN, filter: {}, limit: LIMIT }))
    const scanned = await timeEach(some, async (vector) => scanAll(vectors, vector))
    if (at > 0) answers.push(...found.map(({ result, ms }, index) => ({
      found: new Set(result.slice(0, 10).map(({ print }) => Number(print))), lanceMs: ms,
      best: scanned[index]!.result, scanMs: scanned[index]!.ms,
    })))
  }
  const [lance, scan] = [answers.map(({ lanceMs }) => lanceMs), answers.map(({ scanMs }) => scanMs)]
  const shared = answers.flatMap(({ found, best }) => best.filter((index) => found.has(index))).length
  const wanted = answers.flatMap(({ best }) => best).length
  const cells = [lance, scan].flatMap((values) => [0.5, 0.95].map((share) => percentile(values, share).toFixed(1)))
  const ratio = percentile(scan, 0.5) / percentile(lance, 0.5)
  const recall = shared / wanted
  return `| ${chunks} | ${vectors.length} | ${cells.join(' | ')} | ${ratio.toFixed(2)} | ${recall.toFixed(3)} |`
}

async function timeEach<T>(
  questions: readonly Float32Array[], answer: (vector: Float32Array) => Promise<T>,
): Promise<{ result: T; ms: number }[]> {
  const timed: { result: T; ms: number }[] = []
  for (const vector of questions) {
    const begun = performance.now()
    const result = await answer(vector)
    timed.push({ result, ms: performance.now() - begun })
  }
  return timed
}

/** Places of the ten closest that are close enough to be found. */
function scanAll(vectors: readonly Float32Array[], question: Float32Array): number[] {
  const scores = vectors.map((vector, index) => {
    let score = 0
    for (let at = 0; at < DIMENSIONS; at++) score += vector[at]! * question[at]!
    return { score, index }
  })
  return scores.filter(({ score }) => score >= SIMILARITY_MIN)
    .sort((one, other) => other.score - one.score).slice(0, 10).map(({ index }) => index)
}
