import { rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { endConnections } from '../load/end-connections'
import type { Kind } from '../load/copy'
import type { WholeHouse } from '../load/whole-house'

export interface Fault {
  name: string
  /** Does it; resolves when its cause is over, which is not when everybody has recovered. */
  strike(house: WholeHouse): Promise<unknown>
}

const AWAY_MS = 15_000
const STOPPED_MS = 10_000

const kill = (kind: Kind) => async ({ copies }: WholeHouse) => copies.find((copy) => copy.kind === kind)!.signal('SIGKILL')

/** What goes wrong, one after the other. Processes and PostgreSQL come back by what keeps them running. */
export const faults: readonly Fault[] = [
  { name: 'web killed', strike: kill('web') },
  { name: 'live killed', strike: kill('live') },
  { name: 'worker killed', strike: kill('worker') },
  { name: 'connections ended', strike: ({ database }) => endConnections(database.pool) },
  { name: 'database killed', strike: async ({ databasePid }) => process.kill(await databasePid(), 'SIGKILL') },
  {
    // Rights would not keep root out: the folder is away, and a file lies in its place.
    name: 'storage away',
    async strike({ objectsDir }) {
      await rename(objectsDir, `${objectsDir}-away`)
      await writeFile(objectsDir, '')
      await sleep(AWAY_MS)
      await rm(objectsDir)
      await rename(`${objectsDir}-away`, objectsDir)
    },
  },
  {
    name: 'web stopped',
    async strike({ copies }) {
      const copy = copies.find(({ kind }) => kind === 'web')!
      copy.signal('SIGSTOP')
      await sleep(STOPPED_MS)
      copy.signal('SIGCONT')
    },
  },
]
