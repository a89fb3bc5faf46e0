import { parseConfig } from '#domain/config/config.server'
import { runHouse, sentenceOf } from '../../../start/run-house'

/**
 * The supervisor with tiny processes instead of the product's, for its tests: `TINY` lists their files, and the first
 * of
 * them serves the web port, the second the worker's.
 */
async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const ports = [config.webPort, config.workerPort]
  const processes = (process.env.TINY ?? '').split(',').map((name, index) => ({
    name,
    file: `${name}.ts`,
    port: ports[index] ?? 0,
    watched: [],
  }))
  const backOff = { firstMs: 20, maxMs: 100, healthyMs: 60_000, deathsMax: 3 }
  await runHouse(config, { root: import.meta.dirname, processes, env: process.env, backOff })
}

main().catch((error: unknown) => {
  console.error(sentenceOf(error))
  process.exit(1)
})
