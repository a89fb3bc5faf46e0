import { type Config, parseConfig } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { isAppError } from '#domain/errors/app-error'
import { onShutdown } from '#domain/lifecycle/lifeline.server'
import { makeLogger } from '#domain/telemetry/logger.server'
import { checkDataDir, checkPorts } from './checks'
import { takeInstanceLock } from './instance-lock'
import { watchNpm } from './parent-watch'
import { productProcesses, repositoryRoot } from './processes'
import { House } from './supervise'
import { waitUntilReady } from './wait-until-ready'
import { watchSources } from './watch-sources'

/** How long the whole house may take to end: the processes' own grace, then the database's. */
const GRACE_MS = 40_000

/** `npm start` and `npm run dev`: starts everything, keeps it running, ends it in order. */
async function main(): Promise<void> {
  const config = withFormat(parseConfig(process.env))
  const logger = makeLogger({ name: 'start', ...config.log })
  await checkDataDir(config.dataDir)
  await takeInstanceLock(config.dataDir, config.publicUrl)
  await checkPorts(config)

  const stopping = new AbortController()
  const processes = productProcesses(config)
  const house = new House({
    config,
    secrets: await ensureSecrets(config),
    processes,
    root: repositoryRoot,
    env: process.env,
    log: (line) => logger.warn(line),
    output: (_name, line) => process.stdout.write(line + '\n'),
    onGiveUp: (reason) => fail(reason),
  })
  let starting: Promise<void> | null = null
  const end = onShutdown(async ({ force }) => {
    stopping.abort()
    if (process.exitCode === undefined) logger.info('Stopping …')
    await starting?.catch(() => undefined)
    await house.stop(force)
  }, { graceMs: GRACE_MS })
  const fail = (reason: string) => {
    if (stopping.signal.aborted) return
    process.exitCode = 1
    console.error(reason)
    end('failed')
  }
  watchNpm(process.env, () => end('npm is gone'))

  const start = async () => {
    await house.startDatabase()
    if (stopping.signal.aborted) return
    await house.startProcesses()
    const isReady = await waitUntilReady({
      host: config.host, processes, patienceMs: 60_000, log: (line) => logger.warn(line), signal: stopping.signal,
    })
    if (!isReady) return
    if (config.log.format === 'pretty') console.log(readyMessage(config))
    else logger.info(readyMessage(config).trim().replace(/\s*\n\s*/g, ' '))
  }
  starting = start()
  starting.catch((error: unknown) => fail(sentenceOf(error)))
  if (config.mode === 'development') {
    for (const { name, watched } of processes) watchSources(repositoryRoot, watched, () => void house.restart(name))
  }
}

/** The processes write into a pipe, so only we can tell whether a person reads. */
function withFormat(config: Config): Config {
  const format = config.log.format === 'auto' ? (process.stdout.isTTY ? 'pretty' : 'json') : config.log.format
  return { ...config, log: { ...config.log, format } }
}

function readyMessage(config: Config): string {
  return `\n  Steno is ready: ${config.publicUrl}\n  (Its data lies in ${config.dataDir}; Ctrl-C stops it.)\n`
}

/** What the operator can mend comes as its sentence alone; anything else is a defect and shows its stack. */
function sentenceOf(error: unknown): string {
  if (isAppError(error)) return error.message
  const { code } = error as { code?: string }
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === '28P01' || code === '3D000') {
    return `The database at DATABASE_URL cannot be used (${(error as Error).message}): correct the address, or start that server.`
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main().catch((error: unknown) => {
  console.error(sentenceOf(error))
  process.exit(1)
})
