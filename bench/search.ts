/**
 * `npm run bench:search`: how well each mode of search finds what labelled questions ask for, and how long it takes among
 * 1,000, 20,000 and 200,000 passages (`-- 1000 20000` for other sizes).
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
import { measureQuality } from './search/quality'
import { measureWhole } from './search/whole'

const sizes = process.argv.slice(2).map(Number).filter((size) => size > 0)
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
  console.log('\nWhat is found (built-in model, PostgreSQL, LanceDB)\n')
  for (const line of await measureQuality(db, search)) console.log(line)

  console.log('\nA whole search of a tenant who has half of all passages: question, words, meaning, fusion, passages (ms)\n')
  console.log('| passages | mode | p50 | p95 |\n|---|---|---|---|')
  for (const size of sizes.length > 0 ? sizes : [1000, 20_000]) for (const line of await measureWhole(db, search, size)) console.log(line)

  console.log('\nNearest vectors of such a tenant (ms); exact scan: every vector in memory\n')
  console.log('| vectors | tenant’s | LanceDB p50 | p95 | exact scan p50 | p95 | scan ÷ LanceDB | recall@10 |\n|---|---|---|---|---|---|---|---|')
  for (const size of sizes.length > 0 ? sizes : [1000, 20_000, 200_000]) console.log(await measureLatency(size))
} finally {
  await search.close()
  await close()
  await cluster.stop()
  await rm(folder, { recursive: true, force: true })
}
