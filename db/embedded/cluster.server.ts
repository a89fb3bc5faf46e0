import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#domain/errors/app-error'
import { pickPort } from './free-port.server'
import { initialiseCluster } from './initialise.server'
import { stopOldPostmaster } from './old-postmaster.server'
import { clusterDirOf, getPlace, makePlace, savePlace } from './place.server'
import { makeRunnable, postgresOf, requirePrograms } from './programs.server'
import { databaseUrl, ensureDatabase, tryToConnect } from './reach.server'
import { asUser } from './run-program.server'
import { databaseSettings, settingsArguments } from './settings'
import { getDatabaseUser } from './system-user.server'

export interface ClusterOptions {
  /** The product's data folder, absolute; the database gets a folder below it, or below `farDir`. */
  dataDir: string
  /** Password of the role `steno`; it is set when the cluster is made. */
  password: string
  /** False only for tests: speed before safety. */
  durable: boolean
  /** Connections at most. Default: enough for one copy of each process. */
  connectionsMax?: number
  /** Where the database lies when its user may not enter `dataDir`. Default `/var/lib/steno`. */
  farDir?: string
  /** How long a fast shutdown may take before an immediate one. */
  graceMs: number
  /** Receives what PostgreSQL writes, and one sentence per notable step. */
  log: (line: string) => void
}

export interface Cluster {
  /** `postgres://…@127.0.0.1:<port>/steno` */
  url: string
  /** Process number of the postmaster. */
  pid: number
  /** Where the programs and data lie. */
  dir: string
  /** Resolves with a sentence when the postmaster has ended, for whatever reason. */
  exited: Promise<string>
  /** Fast shutdown, then an immediate one after the grace; resolves when nothing runs any more. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>
}

const PORT_TRIES = 5

/**
 * Starts the embedded PostgreSQL on a data folder, creating what is missing, and waits until it answers.
 * Whoever calls this holds the data folder alone: a postmaster that still runs on it is stopped.
 *
 * Throws AppError with a sentence for the operator: `config_invalid`, `storage_full`.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  await mkdir(options.dataDir, { recursive: true })
  const recorded = await getPlace(options.dataDir)
  const owner = recorded ? await stat(clusterDirOf(recorded)).catch(() => null) : null
  const user = await getDatabaseUser(owner?.uid)
  const place = await makePlace(options.dataDir, user, options.farDir ?? '/var/lib/steno', options.log)
  const programs = await makeRunnable(await requirePrograms(), user, place.dir)
  const clusterDir = clusterDirOf(place)
  if (await stopOldPostmaster(clusterDir, options.graceMs))
    options.log('Stopped a database left over by a killed start.')
  await initialiseCluster(clusterDir, programs, user, options)

  for (let tries = 1; ; tries++) {
    const port = await pickPort(place.port)
    const postmaster = new Postmaster(
      postgresOf(programs),
      ['-D', clusterDir, ...settingsArguments(databaseSettings({ port, durable: options.durable, connectionsMax: options.connectionsMax }))],
      user,
      options,
    )
    const url = databaseUrl(port, options.password)
    const failure = await postmaster.becomesReady(url)
    if (!failure) {
      if (place.port !== port) await savePlace(options.dataDir, { ...place, port })
      await ensureDatabase(url)
      const { pid, exited } = postmaster
      return { url, pid, dir: place.dir, exited, stop: (mode = 'fast') => postmaster.stop(mode) }
    }
    await postmaster.stop('immediate')
    const mayPass = /Address already in use|could not create any TCP|pre-existing shared memory/.test(failure)
    if (!mayPass || tries === PORT_TRIES) throw startError(failure, path.dirname(clusterDir))
    // Either another program took the port between our look and the start, or an old backend is about to end.
    if (/Address already in use/.test(failure)) delete place.port
    else await sleep(1000)
  }
}

/** Removes a throw-away cluster with all that belongs to its data folder. */
export async function removeCluster(dataDir: string, dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
}

function startError(output: string, dir: string): AppError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) {
    return new AppError(
      'storage_full',
      `The disk that holds the database (${dir}) is full: free some room and start again.`,
    )
  }
  if (/password authentication failed/.test(output)) {
    const hint = 'restore data/secrets from where the data came from'
    return new AppError(
      'config_invalid',
      `The database in ${dir} does not accept the password in data/secrets: ${hint}.`,
    )
  }
  const reason = output.split('\n').findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? output.trim().slice(-300)
  return new AppError('config_invalid', `The database in ${dir} does not start: ${reason.trim()}`)
}

/**
 * What an operator wants to know; PostgreSQL also notes each step of a normal start and each connection that it ends.
 */
function isNotable(line: string): boolean {
  if (/terminating connection|the database system is/.test(line)) return false
  return /FATAL|PANIC|not properly shut down|terminated by signal/.test(line)
}

class Postmaster {
  readonly pid: number
  readonly exited: Promise<string>
  private hasExited = false
  private output = ''
  private readonly child: ChildProcess

  constructor(
    file: string,
    args: string[],
    user: Parameters<typeof asUser>[0],
    private readonly options: ClusterOptions,
  ) {
    // A session of its own: Ctrl-C in a terminal reaches the supervisor, which stops things in order, and not us.
    this.child = spawn(file, args, { ...asUser(user), detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    this.pid = this.child.pid ?? 0
    const collect = (chunk: Buffer) => {
      this.output = (this.output + chunk.toString()).slice(-4000)
      for (const line of chunk.toString().split('\n')) if (isNotable(line)) options.log(line.trim())
    }
    this.child.stdout?.on('data', collect)
    this.child.stderr?.on('data', collect)
    this.exited = new Promise((resolve) => {
      const ended = (how: string) => {
        this.hasExited = true
        resolve(how)
      }
      this.child.once('error', (error) => ended(error.message))
      this.child.once('exit', (code, signal) => ended(`PostgreSQL ended (${signal ?? code}).`))
    })
  }

  /** Null once a connection succeeds; else what was written before it gave up. Recovery after a crash may take long. */
  async becomesReady(url: string): Promise<string | null> {
    for (let waits = 0; !this.hasExited; waits++) {
      const problem = await tryToConnect(url)
      if (problem === null) return null
      if (problem.fatal) return problem.message
      if (waits === 200) this.options.log('The database is still starting; it may be recovering from a crash.')
      await sleep(25)
    }
    return this.output || (await this.exited)
  }

  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    const signals: NodeJS.Signals[] = mode === 'fast' ? ['SIGINT', 'SIGQUIT', 'SIGKILL'] : ['SIGQUIT', 'SIGKILL']
    for (const signal of signals) {
      if (this.hasExited) return
      this.child.kill(signal)
      await Promise.race([this.exited, sleep(this.options.graceMs, undefined, { ref: false })])
    }
    await this.exited
  }
}
