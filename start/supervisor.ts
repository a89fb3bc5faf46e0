import { parseConfig } from '#domain/config/config.server'
import { ensureBuilt } from './build-pages'
import { productProcesses, repositoryRoot } from './processes'
import { runHouse, sentenceOf } from './run-house'

/** `npm start` and `npm run dev`. */
async function main(): Promise<void> {
  const config = parseConfig(process.env)
  // In development Vite serves the pages from their sources.
  const prepare =
    config.mode === 'development' ? undefined : (say: (line: string) => void) => ensureBuilt(repositoryRoot, say)
  await runHouse(config, { root: repositoryRoot, processes: productProcesses(config), env: process.env, prepare })
}

main().catch((error: unknown) => {
  console.error(sentenceOf(error))
  process.exit(1)
})
