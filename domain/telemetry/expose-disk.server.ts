import { statfs } from 'node:fs/promises'
import type { Metrics } from './metrics.server'

/** How much room the disk of a folder has. Asked anew for each scrape. */
export function exposeDisk(metrics: Metrics, dir: string): void {
  // A folder that is away says nothing of its disk, and must not cost the scrape its other figures.
  const load = () => statfs(dir).catch(() => ({ bsize: Number.NaN, blocks: 0, bavail: 0 }))
  metrics.gauges(load, [
    {
      name: 'steno_disk_free_bytes',
      what: 'Room that is left for Steno on the disk that holds the data folder.',
      rise: 'something was deleted; a fall to nothing stops uploads, and the embedded database.',
      of: ({ bavail, bsize }) => bavail * bsize,
    },
    {
      name: 'steno_disk_size_bytes',
      what: 'Size of the disk that holds the data folder.',
      rise: 'the disk was enlarged.',
      of: ({ blocks, bsize }) => blocks * bsize,
    },
  ])
}
