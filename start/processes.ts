import { fileURLToPath } from 'node:url'
import type { Config } from '#domain/config/config.server'

/** A process of the product, as data: what runs, where it says that it is ready, what a developer's edits restart. */
export interface ProductProcess {
  name: string
  file: string
  port: number
  /** Folders and files, relative to the repository, whose change restarts the process in development. */
  watched: string[]
}

export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url))

/** In the order in which they start; they are stopped in it too, and the database after them. */
export function productProcesses(config: Pick<Config, 'webPort' | 'livePort' | 'workerPort'>): ProductProcess[] {
  return [
    // Vite reloads what lies in the bundle; the server around it is outside of it.
    { name: 'web', file: 'app/main.ts', port: config.webPort, watched: ['app/main.ts', 'app/http', 'domain', 'db'] },
    { name: 'live', file: 'server/main.ts', port: config.livePort, watched: ['server', 'domain', 'db'] },
    { name: 'worker', file: 'worker/main.ts', port: config.workerPort, watched: ['worker', 'domain', 'db'] },
  ]
}
