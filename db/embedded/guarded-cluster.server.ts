import { fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AppError } from '#domain/errors/app-error'
import type { FromGuard, GuardStart, ToGuard } from './guard/messages'

export interface GuardedCluster {
  url: string
  /** Process number of the postmaster. */
  pid: number
  /** Process number of the guard. */
  guardPid: number
  /** Resolves with a sentence when the guard has ended. */
  exited: Promise<string>
  /** Stops the database and its guard; resolves when both are gone. */
  stop(): Promise<void>
}

const guardFile = fileURLToPath(new URL('./guard/main.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/**
 * Starts the embedded PostgreSQL under a guard process (guard/main.ts), so that it cannot outlive the caller, however
 * that ends. Throws AppError as startCluster does.
 */
export async function startGuardedCluster(start: GuardStart, log: (line: string) => void): Promise<GuardedCluster> {
  // Detached: a session of its own, which neither Ctrl-C nor a closing terminal reaches.
  const guard = fork(guardFile, [], {
    execArgv: ['--import', tsx],
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let complaint = ''
  guard.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)))
  let reason = ''
  const exited = new Promise<string>((resolve) => {
    guard.once('error', (error) => resolve(error.message))
    guard.once('exit', (code, signal) =>
      resolve(reason || complaint || `The database's guard ended (${signal ?? code}).`),
    )
  })
  const send = (message: ToGuard) => guard.connected && guard.send(message, () => undefined)
  send({ type: 'start', start })
  const ready = await new Promise<Extract<FromGuard, { type: 'ready' }>>((resolve, reject) => {
    guard.on('message', (message: FromGuard) => {
      if (message.type === 'log') log(message.line)
      if (message.type === 'ended') reason = message.reason
      if (message.type === 'ready') resolve(message)
      if (message.type === 'failed') reject(new AppError(message.code, message.message))
    })
    void exited.then((how) => reject(new AppError('internal', how)))
  })
  return {
    url: ready.url,
    pid: ready.pid,
    guardPid: guard.pid ?? 0,
    exited,
    stop: async () => {
      send({ type: 'stop' })
      await exited
    },
  }
}
