import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'

const bin = path.join(import.meta.dirname, '../../cli/remote/steno.cjs')

export interface CliRun {
  /** What it has written so far. */
  stdout(): string
  stderr(): string
  /** The lines of stdout, each an object. */
  objects(): ReturnType<typeof JSON.parse>[]
  /** Resolves with the exit code, or the signal's name. */
  exited: Promise<number | string>
  /** Into its stdin. */
  write(bytes: Buffer): void
  signal(name: NodeJS.Signals): void
  /** Resolves once this holds; rejects where the command ends before. */
  until(holds: () => boolean): Promise<void>
}

export interface CliCall {
  env?: Record<string, string>
  /** All of stdin; null leaves it open for `write`. Default: nothing. */
  input?: string | Buffer | null
}

export interface CliHome {
  /** A folder of this user's. */
  dir: string
  /** Who is logged in, by the environment; each command may say otherwise. */
  env: Record<string, string>
  start(args: readonly string[], options?: CliCall): CliRun
  /** Runs a command to its end. */
  run(args: readonly string[], options?: CliCall): Promise<CliRun & { code: number | string }>
}

/** The command line of a user with a home of their own, as a process; what still runs at the end is ended. */
export function useCli(): CliHome {
  const home = { env: {} } as CliHome
  const running = new Set<() => void>()
  beforeAll(async () => {
    home.dir = await mkdtemp(path.join(os.tmpdir(), 'steno-cli-'))
  })
  afterAll(async () => {
    for (const kill of running) kill()
    await rm(home.dir, { recursive: true, force: true })
  })
  home.start = (args, { env = {}, input } = {}) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: home.dir,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        NODE_ENV: 'production', PATH: process.env.PATH, HOME: home.dir, XDG_CONFIG_HOME: path.join(home.dir, 'config'),
        XDG_STATE_HOME: path.join(home.dir, 'state'), ...home.env, ...env,
      },
    })
    const kill = () => void child.kill('SIGKILL')
    running.add(kill)
    let [out, err] = ['', '']
    let outcome: number | string | null = null
    child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString() })
    child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString() })
    const exited = new Promise<number | string>((resolve) => child.once('close', (code, signal) => {
      running.delete(kill)
      outcome = code ?? signal ?? 'unknown'
      resolve(outcome)
    }))
    // A command that does not want all of it closes early.
    child.stdin.on('error', () => {})
    if (input !== null) child.stdin.end(input)
    return {
      stdout: () => out,
      stderr: () => err,
      objects: () => out.split('\n').filter(Boolean).map((line) => JSON.parse(line) as ReturnType<typeof JSON.parse>),
      exited,
      write: (bytes) => void child.stdin.write(bytes),
      signal: (name) => void child.kill(name),
      async until(holds) {
        while (!holds()) {
          if (outcome !== null) throw new Error(`It ended (${outcome}).\n${out}\n${err}`)
          await sleep(20)
        }
      },
    }
  }
  home.run = async (args, options) => {
    const run = home.start(args, options)
    return { ...run, code: await run.exited }
  }
  return home
}
