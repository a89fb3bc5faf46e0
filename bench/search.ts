/**
 * `npm run bench:search`: how well each mode of search finds what labelled questions ask for, and how long it takes
 * among 1,000, 20,000 and 200,000 passages (`-- 1000 20000` for other sizes; `-- quality`, `-- answers`, `-- whole` and `-- vectors`
 * for these parts alone).
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pino from 'pino'
import { openDatabase } from '#db/client.server'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { makeSearch } from '#domain/search/make-search-service.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { measureLatency } from './search/latency'
import { measureAnswers, measureQuality } from './search/quality'
import { measureWhole } from './search/whole'

const asked = process.argv.slice(2)
const sizes = asked.map(Number).filter((size) => size > 0)
const parts = asked.filter((word) => !(Number(word) > 0))
const isWanted = (part: 'quality' | 'answers' | 'whole' | 'vectors') => parts.length === 0 || parts.includes(part)
const folder = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-search-'))
await chmod(folder, 0o711)
const cluster = await startGuardedCluster({
  cluster: { dataDir: path.join(folder, 'postgres'), password: 'bench', durable: false, graceMs: 5000 }, throwAway: true,
}, () => {})
const { db, close } = openDatabase({ url: cluster.url, name: 'bench' })
const search = makeSearch({
  config: { embeddingModel: null, qdrant: null, vectorsDir: path.join(folder, 'vectors') },
  providers: { provider: null, countUsage: () => {} }, db, metrics: makeMetrics('bench', { defaults: false }),
  logger: pino({ level: 'warn' }),
})
try {
  await migrate(cluster.url)
  if (isWanted('quality')) {
    console.log('\nWhat is found (built-in model, PostgreSQL, LanceDB)\n')
    for (const line of await measureQuality(db, search)) console.log(line)
  }
  if (isWanted('answers')) {
    console.log('\nQuestions answered with passages alone, without a language model\n')
    for (const line of await measureAnswers(db, search)) console.log(line)
  }
  if (isWanted('whole')) {
    console.log('\nA whole search of an owner of half of all passages: question, words, meaning, fusion, passages (ms)\n')
    console.log('| passages | mode | p50 | p95 |\n|---|---|---|---|')
    for (const size of sizes.length > 0 ? sizes : [1000, 20_000]) {
      for (const line of await measureWhole(db, search, size)) console.log(line)
    }
  }
  if (isWanted('vectors')) {
    console.log('\nNearest vectors of an owner of half and of one of a hundredth (ms)')
    console.log('Exact scan: each of the owner’s, in memory\n')
    console.log('| vectors | owner’s | LanceDB p50 | p95 | exact scan p50 | p95 | scan ÷ LanceDB | recall@10 |')
    console.log('|---|---|---|---|---|---|---|---|')
    for (const size of sizes.length > 0 ? sizes : [1000, 20_000, 200_000]) {
      for (const line of await measureLatency(size)) console.log(line)
    }
  }
} finally {
  await search.close()
  await close()
  await cluster.stop()
  await rm(folder, { recursive: true, force: true })
}
