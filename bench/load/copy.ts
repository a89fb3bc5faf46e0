import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Part, RunningPart } from '../../start/part'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const kinds = {
  web: { file: 'app/main.ts', portVariable: 'STENO_WEB_PORT' },
  live: { file: 'server/main.ts', portVariable: 'STENO_LIVE_PORT' },
  worker: { file: 'worker/main.ts', portVariable: 'STENO_WORKER_PORT' },
} as const

export type Kind = keyof typeof kinds

export interface CopyOptions {
  kind: Kind
  port: number
  env: Record<string, string>
  /** Where what it logs goes. */
  logFile: string
}

/** One copy of a process, which comes back at the same port. */
export interface Copy {
  kind: Kind
  port: number
  /** For what keeps it running. */
  part: Part
  signal(name: NodeJS.Signals): void
  isReady(): Promise<boolean>
  /** Resolves when it is ready; never where it does not get so. */
  ready(): Promise<void>
}

export function makeCopy({ kind, port, env, logFile }: CopyOptions): Copy {
  const { file, portVariable } = kinds[kind]
  const log = createWriteStream(logFile, { flags: 'a' })
  let pid = 0
  const start = async (): Promise<RunningPart> => {
    // The channel is a lifeline: what started it, however it ends, takes it along.
    const child = spawn(process.execPath, ['--import', 'tsx', file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { NODE_ENV: 'production', PATH: process.env.PATH, [portVariable]: String(port), ...env },
    })
    pid = child.pid ?? 0
    for (const stream of [child.stdout, child.stderr]) stream?.pipe(log, { end: false })
    const exited = new Promise<Awaited<RunningPart['exited']>>((resolve) =>
      child.once('exit', (code, signal) => resolve({ reason: `${signal ?? code}`, isHopeless: false })))
    const stop = async () => {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await exited
      clearTimeout(timer)
    }
    return { exited, stop, kill: () => void child.kill('SIGKILL') }
  }
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4000) }).then(({ ok }) => ok, () => false)
  return {
    kind, port,
    part: { name: `${kind}:${port}`, start },
    signal: (name) => void process.kill(pid, name),
    isReady,
    async ready() {
      while (!(await isReady())) await sleep(200)
    },
  }
}
