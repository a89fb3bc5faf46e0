import { limits } from '#domain/limits/limits'
import { persist } from '#domain/jobs/persist.server'
import pg from 'pg'

/**
 * A pool for graphile-worker whose `connect` waits while PostgreSQL is away. graphile-worker itself gives a finished job
 * one try to be marked so, and would leave it locked after a restart of the database.
 */
export class PatientPool extends pg.Pool {
  constructor(options: pg.PoolConfig, private readonly onTrouble: (error: unknown) => void) {
    super({ connectionTimeoutMillis: 5000, keepAlive: true, ...options })
    // Idle connections break when PostgreSQL restarts; the pool makes new ones by itself.
    this.on('error', onTrouble)
    // So may a connection in use, between two queries; unheard, its error would end the process.
    this.on('connect', (client) => client.on('error', onTrouble))
  }

  override connect(): Promise<pg.PoolClient>
  override connect(
    callback: (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void,
  ): void
  override connect(callback?: Parameters<pg.Pool['connect']>[0]): Promise<pg.PoolClient> | void {
    // The callback form is used for LISTEN only, which has a back-off of its own.
    if (callback) return super.connect(callback)
    return persist(() => super.connect(), { onTrouble: this.onTrouble, outageMsMax: limits.databaseOutageMsMax })
  }
}
