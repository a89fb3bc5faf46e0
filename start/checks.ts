import { constants } from 'node:fs'
import { access, chmod, mkdir, stat, statfs } from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '#domain/config/config.server'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { listen } from '#domain/telemetry/health-routes.server'
import { formatBytes } from '#domain/units/format-bytes'

/** A new database alone takes about 50 MB. */
export const FREE_BYTES_MIN = 200 * 1024 * 1024

/** Makes the data folder, and says in a sentence what is wrong with it. */
export async function checkDataDir(dataDir: string, freeBytesMin = FREE_BYTES_MIN): Promise<void> {
  try {
    const made = await makeFolder(dataDir)
    // The database's user, another one where root starts Steno, must be able to pass through; each room has its own
    // lock.
    if (made && process.getuid?.() === 0) await chmod(dataDir, 0o711)
    if (!(await stat(dataDir)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' })
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    const { bavail, bsize } = await statfs(dataDir)
    if (bavail * bsize < freeBytesMin) throw Object.assign(new Error(), { code: 'ENOSPC' })
  } catch (error) {
    throw dataDirError(error as NodeJS.ErrnoException, dataDir, freeBytesMin)
  }
}

/**
 * As `mkdir` with `recursive`, which never returns on file systems that refuse new folders with ENOENT, such as /proc.
 */
async function makeFolder(dir: string): Promise<boolean> {
  if (
    await stat(dir).then(
      () => true,
      () => false,
    )
  )
    return false
  await makeFolder(path.dirname(dir))
  // Another start may have been faster; what stands there is looked at afterwards.
  return mkdir(dir).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      throw error
    },
  )
}

function dataDirError(error: NodeJS.ErrnoException, dataDir: string, freeBytesMin: number): Error {
  const elsewhere = 'or set STENO_DATA_DIR to another folder'
  const denied = `The data folder ${dataDir} may not be written to by this user: change its permissions, ${elsewhere}.`
  const problems: Record<string, string> = {
    EACCES: denied,
    EPERM: denied,
    ENOENT: `The data folder ${dataDir} cannot be made there: set STENO_DATA_DIR to another folder.`,
    EROFS: `The data folder ${dataDir} lies on a read-only disk: make it writable, ${elsewhere}.`,
    EEXIST: `The data folder ${dataDir} is not a folder: move that file away, ${elsewhere}.`,
    ENOTDIR: `The data folder ${dataDir} is not a folder: move that file away, ${elsewhere}.`,
    ENOSPC: `The disk of the data folder ${dataDir} has less than ${formatBytes(freeBytesMin)} free: free some room, ${elsewhere}.`,
  }
  const problem = problems[error.code ?? '']
  if (!problem) return error
  return new AppError(error.code === 'ENOSPC' ? 'storage_full' : 'config_invalid', problem, { cause: error })
}

/** Processes of a supervisor that was killed take this long at most to end by themselves. */
const LEFT_OVER_MS_MAX = limits.shutdownGraceMs + 2_000
const RETRY_MS = 250

/**
 * Says which port is taken before anything is started that would have to be stopped again. What a killed supervisor left
 * behind may still be ending, so a taken port is given some seconds to become free.
 */
export async function checkPorts(
  config: Pick<Config, 'host' | 'webPort' | 'livePort' | 'workerPort'>,
  waitMs = LEFT_OVER_MS_MAX,
): Promise<void> {
  const ports = { STENO_WEB_PORT: config.webPort, STENO_LIVE_PORT: config.livePort, STENO_WORKER_PORT: config.workerPort }
  const deadline = Date.now() + waitMs
  for (const [portVariable, port] of Object.entries(ports)) {
    const server = await listenUntil(deadline, { host: config.host, port, portVariable })
    await new Promise((resolve) => server.close(resolve))
  }
}

async function listenUntil(deadline: number, address: Parameters<typeof listen>[1]): Promise<http.Server> {
  for (;;) {
    try {
      return await listen(http.createServer(), address)
    } catch (error) {
      if (Date.now() >= deadline) throw error
      await sleep(RETRY_MS)
    }
  }
}
