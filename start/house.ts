import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { migrate } from '#db/migrate.server'
import type { Config } from '#domain/config/config.server'
import type { Secrets } from '#domain/config/secrets.server'
import { limits } from '#domain/limits/limits'
import { type BackOff, productBackOff } from './back-off'
import { makeDatabasePart } from './database-part'
import { type KeptPart, keepRunning } from './keep-running'
import type { Part } from './part'
import { makeProcessPart } from './process-part'
import type { ProductProcess } from './processes'

export interface HouseOptions {
  config: Config
  secrets: Secrets
  processes: readonly ProductProcess[]
  /** Folder that the processes' files are relative to. */
  root: string
  /** What the processes inherit. */
  env: NodeJS.ProcessEnv
  log: (line: string) => void
  /** A process's own line. */
  output: (line: string) => void
  onGiveUp: (reason: string) => void
  backOff?: BackOff
}

/** The running house: the database, then the processes that use it. */
export class House {
  private readonly processes: KeptPart[] = []
  private database: KeptPart | null = null
  private databaseUrl: string
  private readonly tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

  constructor(private readonly options: HouseOptions) {
    this.databaseUrl = options.config.databaseUrl ?? ''
  }

  /** Starts the embedded database unless there is another one, and brings it up to date. */
  async startDatabase(): Promise<void> {
    const { config, secrets, log } = this.options
    if (!config.databaseUrl) {
      const cluster = {
        dataDir: config.dataDir,
        password: secrets.databasePassword,
        durable: true,
        graceMs: limits.shutdownGraceMs,
      }
      const onUrl = (url: string) => this.useDatabase(url)
      this.database = await this.keep(makeDatabasePart({ start: { cluster, throwAway: false }, log, onUrl }))
    }
    await migrate(this.databaseUrl)
  }

  async startProcesses(): Promise<void> {
    const { root, output } = this.options
    for (const { name, file } of this.options.processes) {
      const definition = { name, file: path.join(root, file), env: () => this.environment() }
      const graceMs = limits.shutdownGraceMs + 5000
      this.processes.push(await this.keep(makeProcessPart(definition, { output, tsx: this.tsx, graceMs })))
    }
  }

  async restart(name: string): Promise<void> {
    await this.processes.find((part) => part.name === name)?.restart()
  }

  /** Ends the processes together, and then the database, which they may still be writing to. */
  async stop(force: AbortSignal): Promise<void> {
    force.addEventListener('abort', () => this.processes.forEach((part) => part.kill()))
    await Promise.all(this.processes.map((part) => part.stop()))
    await this.database?.stop()
  }

  private keep(part: Part): Promise<KeptPart> {
    const { log, onGiveUp, backOff = productBackOff } = this.options
    return keepRunning(part, { log, onGiveUp, backOff })
  }

  private useDatabase(url: string): void {
    const hasMoved = this.databaseUrl !== '' && this.databaseUrl !== url
    this.databaseUrl = url
    if (hasMoved) void Promise.all(this.processes.map((part) => part.restart()))
  }

  private environment(): NodeJS.ProcessEnv {
    const { config, env } = this.options
    return {
      ...env,
      NODE_ENV: config.mode,
      DATABASE_URL: this.databaseUrl,
      // It has been read, and both together would contradict one another.
      DATABASE_URL_FILE: undefined,
      STENO_DATA_DIR: config.dataDir,
      STENO_LOG_FORMAT: config.log.format,
    }
  }
}
