import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { makeLanceStore } from '#domain/search/lance-store.server'
import { toUnitLength } from '#domain/search/embedder'
import { makeSeededRandom } from '#tests/support/seeded-random'

const DIMENSIONS = 512
const WRITE_CHUNKS_MAX = 2000
const QUESTIONS = 100
/** Of all vectors, those of the tenant who asks; the rest is others'. */
const TENANT_SHARE = 0.5
const LIMIT = 100

const percentile = (values: number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!

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

/** Median and 95th percentile of a tenant's searches among so many vectors: in LanceDB, and by looking at each in memory. */
export async function measureLatency(chunks: number): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
  const store = makeLanceStore(folder)
  const next = makeVectors(chunks)
  const tenant = randomUUID()
  const mine: Float32Array[] = []
  const writeChunks = Math.min(WRITE_CHUNKS_MAX, chunks / 10)
  await store.ensure('bench', DIMENSIONS)
  const createdAt = new Date()
  for (let done = 0; done < chunks; done += writeChunks) {
    const count = Math.min(writeChunks, chunks - done)
    const isMine = done / chunks < TENANT_SHARE
    const vectors = Array.from({ length: count }, next)
    if (isMine) mine.push(...vectors)
    await store.write('bench', {
      id: randomUUID(), userId: isMine ? tenant : randomUUID(), language: 'en', source: 'upload', createdAt,
    }, vectors.map((vector, chunkIndex) => ({ chunkIndex, print: 'x', vector, tokens: [] })))
  }
  await store.tidy('bench')
  const ask = (vector: Float32Array) =>
    store.search('bench', { userId: tenant, vector, similarityMin: 0.1, filter: {}, limit: LIMIT })
  const lance: number[] = []
  const scan: number[] = []
  let shared = 0
  for (let at = -10; at < QUESTIONS; at++) {
    const vector = next()
    let begun = performance.now()
    const found = await ask(vector)
    const lanceMs = performance.now() - begun
    begun = performance.now()
    const best = scanAll(mine, vector)
    const scanMs = performance.now() - begun
    if (at < 0) continue
    lance.push(lanceMs)
    scan.push(scanMs)
    // Passages are told apart by their place: every batch counts from 0.
    const known = new Set(found.slice(0, 10).map(({ chunkIndex }) => chunkIndex))
    shared += best.filter((index) => known.has(index % writeChunks)).length / best.length
  }
  await store.close()
  await rm(folder, { recursive: true, force: true })
  const cells = [lance, scan].flatMap((values) => [percentile(values, 0.5), percentile(values, 0.95)].map((ms) => ms.toFixed(1)))
  return `| ${chunks} | ${mine.length} | ${cells.join(' | ')} | ${(percentile(scan, 0.5) / percentile(lance, 0.5)).toFixed(2)} `
    + `| ${(shared / QUESTIONS).toFixed(2)} |`
}

/** Places of the ten closest. */
function scanAll(vectors: readonly Float32Array[], question: Float32Array): number[] {
  const scores = vectors.map((vector, index) => {
    let score = 0
    for (let at = 0; at < DIMENSIONS; at++) score += vector[at]! * question[at]!
    return { score, index }
  })
  return scores.sort((one, other) => other.score - one.score).slice(0, 10).map(({ index }) => index)
}
