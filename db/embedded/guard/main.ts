import { isAppError } from '#domain/errors/app-error'
import { type Cluster, removeCluster, startCluster } from '../cluster.server'
import type { FromGuard, GuardStart, ToGuard } from './messages'

/**
 * The guard: a small process that owns the embedded PostgreSQL and outlives nobody. Its channel to the process that
 * started it is its lifeline. When that closes, for whatever reason, kill -9 included, it stops the database and ends.
 */
let cluster: Cluster | null = null
let start: GuardStart | null = null
let isLeaving = false

function tell(message: FromGuard): void {
  // The other side may be gone at any moment; that is what the guard is for.
  if (process.connected) process.send?.(message, () => undefined)
}

async function begin(given: GuardStart): Promise<void> {
  if (isLeaving) return
  start = given
  try {
    cluster = await startCluster({ ...given.cluster, log: (line) => tell({ type: 'log', line }) })
  } catch (error) {
    const code = isAppError(error) ? error.code : 'internal'
    tell({ type: 'failed', code, message: error instanceof Error ? error.message : String(error) })
    isLeaving = true
    return leave(1)
  }
  if (isLeaving) return end()
  void cluster.exited.then((reason) => {
    if (isLeaving) return
    isLeaving = true
    tell({ type: 'ended', reason })
    return leave(1)
  })
  tell({ type: 'ready', url: cluster.url, pid: cluster.pid, dir: cluster.dir })
}

/** Stops the database. During the start it only leaves word: stopping half-way would leave half a database. */
async function stop(): Promise<void> {
  if (isLeaving) return
  isLeaving = true
  if (cluster || !start) await end()
}

async function end(): Promise<void> {
  await cluster?.stop(start?.throwAway ? 'immediate' : 'fast')
  await leave(0)
}

async function leave(code: number): Promise<void> {
  if (start?.throwAway) await removeCluster(start.cluster.dataDir, cluster?.dir ?? start.cluster.dataDir)
  process.exitCode = code
  if (process.connected) process.disconnect()
}

process.on('message', (message: ToGuard) => void (message.type === 'start' ? begin(message.start) : stop()))
process.on('disconnect', () => void stop())
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void stop())
// The other side may have gone while this process was still loading.
if (!process.connected) void stop()
