import type { Metrics } from './metrics.server'

/** What a pool of connections says of itself (pg.Pool). */
export interface PoolFacts {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly options: { max?: number }
}

/** How a process stands with its database. Asked anew for each scrape. */
export function exposeDatabase(metrics: Metrics, pool: PoolFacts): void {
  metrics.gauge({
    name: 'steno_database_connections',
    what: 'Connections of the process to the database, by whether they are in use.',
    rise: 'of used, more is asked of the database at once, or it answers more slowly.',
    labels: ['state'],
    collect: (gauge) => {
      gauge.set({ state: 'used' }, pool.totalCount - pool.idleCount)
      gauge.set({ state: 'idle' }, pool.idleCount)
    },
  })
  metrics.gauge({
    name: 'steno_database_connections_max',
    what: 'Connections that the process may open at most.',
    rise: 'another version has other limits.',
    collect: (gauge) => gauge.set(pool.options.max ?? 0),
  })
  metrics.gauge({
    name: 'steno_database_waiting',
    what: 'Statements of the process that wait for a free connection.',
    rise: 'the pool is used up: the database is slow, or something holds connections for long.',
    collect: (gauge) => gauge.set(pool.waitingCount),
  })
}
