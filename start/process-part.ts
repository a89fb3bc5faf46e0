import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { EXIT_CONFIG } from '#domain/lifecycle/run-main.server'
import { LastLines } from './last-lines'
import type { Part, RunningPart } from './part'

export interface ProcessDefinition {
  name: string
  /** TypeScript file to run, absolute. */
  file: string
  /** Its whole environment; asked at each start, since the database's address may have changed. */
  env: () => NodeJS.ProcessEnv
}

export interface ProcessOptions {
  /** Where the process's own lines go. */
  output: (line: string) => void
  /** `--import` of what makes Node run TypeScript. */
  tsx: string
  /** How long an orderly end may take before it is killed. */
  graceMs: number
}

const lifeline = new URL('./lifeline-preload.ts', import.meta.url).href

/**
 * A process that the supervisor keeps running. Its IPC channel is its lifeline: domain/lifecycle/lifeline.server.ts.
 */
export function makeProcessPart(definition: ProcessDefinition, options: ProcessOptions): Part {
  return { name: definition.name, start: async () => startProcess(definition, options) }
}

function startProcess(definition: ProcessDefinition, options: ProcessOptions): RunningPart {
  // Detached: a process group of its own, so that Ctrl-C reaches the supervisor alone, which stops things in order, and
  // so that what the process started can be ended with it.
  const child = spawn(process.execPath, ['--import', options.tsx, '--import', lifeline, definition.file], {
    env: definition.env(),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const last = new LastLines(12)
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) eachLine(stream, (line) => (last.add(line), options.output(line)))
  }
  const exited = new Promise<Awaited<RunningPart['exited']>>((resolve) => {
    child.once('error', (error) => resolve({ reason: error.message, isHopeless: true }))
    child.once('exit', async (code, signal) => {
      killGroup(child)
      // Its last words may still be in the pipe.
      await Promise.race([new Promise((done) => child.stdout?.once('close', done)), sleep(200)])
      const how = signal ? `it was ended by ${signal}` : `it ended with code ${code}`
      resolve({ reason: [`${how}.`, ...last.lines].join('\n  '), isHopeless: code === EXIT_CONFIG })
    })
  })
  return {
    exited,
    stop: async () => {
      child.kill('SIGTERM')
      const timer = setTimeout(() => killGroup(child), options.graceMs)
      await exited
      clearTimeout(timer)
    },
    kill: () => killGroup(child),
  }
}

/** Ends all that is left of the process's group, itself included. */
function killGroup(child: ChildProcess): void {
  if (!child.pid) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing is left of it, as it should be.
  }
}

function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = (lines.pop() ?? '').slice(-64_000)
    lines.forEach(take)
  })
  stream.on('end', () => rest && take(rest))
}
