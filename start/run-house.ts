import type { Config } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { isAppError } from '#domain/errors/app-error'
import { onShutdown } from '#domain/lifecycle/lifeline.server'
import { makeLogger } from '#domain/telemetry/logger.server'
import type { BackOff } from './back-off'
import { checkDataDir, checkPorts } from './checks'
import { House } from './house'
import { takeInstanceLock } from './instance-lock'
import { watchNpm } from './parent-watch'
import type { ProductProcess } from './processes'
import { readyMessage } from './ready-message'
import { waitUntilReady } from './wait-until-ready'
import { watchSources } from './watch-sources'

export interface RunOptions {
  /** Folder that the processes' files are relative to. */
  root: string
  processes: readonly ProductProcess[]
  /** What the processes inherit. */
  env: NodeJS.ProcessEnv
  /** Done once nothing stands in the way and before anything is started, such as a build. */
  prepare?: (say: (line: string) => void) => Promise<void>
  backOff?: BackOff
}

/** How long the whole house may take to end: the processes' own grace, then the database's. */
const GRACE_MS = 40_000

/**
 * Starts everything, keeps it running, and ends it in order on a signal. Rejects where something stands in the way
 * before anything runs; what goes wrong later is told on stderr and ends this process with code 1.
 */
export async function runHouse(given: Config, options: RunOptions): Promise<void> {
  const config = withFormat(given)
  const logger = makeLogger({ name: 'start', ...config.log })
  await checkDataDir(config.dataDir)
  await takeInstanceLock(config.dataDir, config.publicUrl)
  await checkPorts(config)

  const stopping = new AbortController()
  let starting: Promise<void> = Promise.resolve()
  const house = new House({
    ...options,
    config,
    secrets: await ensureSecrets(config),
    log: (line) => logger.warn(line),
    output: (line) => process.stdout.write(line + '\n'),
    onGiveUp: (reason) => fail(reason),
  })
  const end = onShutdown(
    async ({ force }) => {
      stopping.abort()
      if (process.exitCode === undefined) logger.info('Stopping …')
      await Promise.race([
        starting.catch(() => undefined),
        new Promise((done) => force.addEventListener('abort', done)),
      ])
      await house.stop(force)
    },
    { graceMs: GRACE_MS },
  )
  const fail = (reason: string) => {
    if (stopping.signal.aborted) return
    process.exitCode = 1
    console.error(reason)
    end('failed')
  }
  watchNpm(options.env, () => end('npm is gone'))

  const start = async () => {
    await options.prepare?.((line) => logger.info(line))
    if (stopping.signal.aborted) return
    await house.startDatabase()
    if (stopping.signal.aborted) return
    await house.startProcesses()
    const isReady = await waitUntilReady({
      host: config.host,
      processes: options.processes,
      patienceMs: 60_000,
      log: (line) => logger.warn(line),
      signal: stopping.signal,
    })
    if (!isReady) return
    if (config.log.format === 'pretty') console.log(await readyMessage(config))
    else
      logger.info(
        (await readyMessage(config))
          .trim()
          .replace(/\s*\n\s*/g, ' '),
      )
  }
  starting = start()
  starting.catch((error: unknown) => fail(sentenceOf(error)))
  if (config.mode !== 'development') return
  for (const { name, watched } of options.processes) {
    watchSources(options.root, watched, () => void house.restart(name))
  }
}

/** The processes write into a pipe, so only we can tell whether a person reads. */
function withFormat(config: Config): Config {
  const format = config.log.format === 'auto' ? (process.stdout.isTTY ? 'pretty' : 'json') : config.log.format
  return { ...config, log: { ...config.log, format } }
}

/** What the operator can mend comes as its sentence alone; anything else is a defect and shows its stack. */
export function sentenceOf(error: unknown): string {
  if (isAppError(error)) return error.message
  const { code, message, stack } = error as { code?: string; message?: string; stack?: string }
  // 28P01: wrong password, 3D000: no such database, 53100: disk full, as PostgreSQL numbers them.
  if (code === 'ENOSPC' || code === '53100') return 'The disk is full: free some room, and start again.'
  if (['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '28000', '3D000'].includes(code ?? '')) {
    const why = message || code
    return `The database at DATABASE_URL cannot be used (${why}): correct the address, or start that server.`
  }
  return stack ?? message ?? String(error)
}
