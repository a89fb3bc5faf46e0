import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { pickPort } from '#db/embedded/free-port.server'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface HouseProcess {
  pid: number
  port: number
  /** Everything it has logged so far. */
  log(): string
  /** Resolves with the exit code, or the signal's name. */
  exited: Promise<number | string>
  signal(name: NodeJS.Signals): void
  /** SIGTERM, and SIGKILL where that does not help. */
  stop(): Promise<void>
  /** Processes that it started and that still run a few seconds after it has ended. */
  processesLeft(): Promise<string[]>
}

export interface HouseProcessOptions {
  /** Relative to the repository. */
  file: 'worker/main.ts' | 'server/main.ts' | 'app/main.ts'
  /** The variable that tells the process its port. */
  portVariable: 'STENO_WORKER_PORT' | 'STENO_LIVE_PORT' | 'STENO_WEB_PORT'
  databaseUrl: string
  dataDir: string
  env: Record<string, string>
}

/** Starts a process of the house as `npm start` does, and waits until it is ready. */
export async function startHouseProcess(options: HouseProcessOptions): Promise<HouseProcess> {
  const port = await pickPort()
  const child = spawn(process.execPath, ['--import', 'tsx', options.file], {
    cwd: root,
    // The channel is a lifeline: a test run that is killed takes its processes along.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      NODE_ENV: 'production', PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR,
      DATABASE_URL: options.databaseUrl, STENO_DATA_DIR: options.dataDir, [options.portVariable]: String(port),
      STENO_RECOGNIZER_THREADS: '1', STENO_LOG_FORMAT: 'json', ...options.env,
    },
  })
  let log = ''
  const collect = (chunk: Buffer) => {
    log += chunk.toString()
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  let outcome = null as number | string | null
  const exited = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => {
      const how = code ?? signal ?? 'unknown'
      outcome = how
      resolve(how)
    })
  })
  const pid = child.pid!
  const family = new Set<number>()
  const watch = setInterval(() => {
    for (const descendant of descendantsOf(pid)) family.add(descendant)
  }, 100)
  void exited.then(() => clearInterval(watch))

  for (;;) {
    if (outcome !== null) throw new Error(`${options.file} ended (${outcome}) before it was ready.\n${log}`)
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then((response) => response.ok, () => false)
    if (ready) break
    await sleep(50)
  }
  return {
    pid, port, exited,
    log: () => log,
    signal: (name) => void child.kill(name),
    stop: async () => {
      if (outcome !== null) return
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
      await exited
      clearTimeout(timer)
    },
    processesLeft: async () => {
      for (let looks = 0; looks < 50 && [...family].some(isRunning); looks++) await sleep(100)
      return [...family].filter(isRunning).map((left) => `${left} (${commandOf(left)})`)
    },
  }
}

/** Children, their children, and so on, as /proc tells; none where there is no /proc. */
export function descendantsOf(pid: number): number[] {
  if (!existsSync('/proc/self/stat')) return []
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It has ended since the folder was read.
    }
  }
  const isBelow = (candidate: number): boolean => {
    const parent = parents.get(candidate)
    return parent !== undefined && (parent === pid || isBelow(parent))
  }
  return [...parents.keys()].filter(isBelow)
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

const isRunning = (pid: number) => commandOf(pid) !== ''
