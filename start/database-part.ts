import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import type { GuardStart } from '#db/embedded/guard/messages'
import type { Part } from './part'

export interface DatabasePartOptions {
  start: GuardStart
  log: (line: string) => void
  /** Told the address at each start; it changes only if another program took the port meanwhile. */
  onUrl: (url: string) => void
}

/** The embedded PostgreSQL as a part that is kept running. */
export function makeDatabasePart({ start, log, onUrl }: DatabasePartOptions): Part {
  return {
    name: 'database',
    start: async () => {
      const cluster = await startGuardedCluster(start, log)
      onUrl(cluster.url)
      return {
        exited: cluster.exited.then((reason) => ({ reason, isHopeless: false })),
        stop: () => cluster.stop(),
        kill: () => void cluster.stop(),
      }
    },
  }
}
