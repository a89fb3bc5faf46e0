import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'

/** A connection pool, or a transaction on one of its connections. Tables are imported from db/schema where they are used. */
export type Db = NodePgDatabase

export interface Database {
  db: Db
  pool: pg.Pool
  close(): Promise<void>
}

export interface DatabaseOptions {
  url: string
  /** Shown in pg_stat_activity, such as `steno-web`. */
  name: string
  /** Connections at most. Default 10. */
  connectionsMax?: number
  /** How long a statement waits for a connection, a free one or a new one, in milliseconds. Default 5000. */
  waitMsMax?: number
  /** The server ends a statement that takes longer, in milliseconds. Default: none. */
  statementMsMax?: number
  /** Told of connections that break while idle, as when PostgreSQL restarts; the pool makes new ones by itself. */
  onIdleError?: (error: Error) => void
}

/** Opens a pool. Nothing connects before the first query, so a database that is down fails queries, not the start. */
export function openDatabase(options: DatabaseOptions): Database {
  const waitMs = options.waitMsMax ?? 5_000
  const limit = options.statementMsMax === undefined ? null
    : { text: `set statement_timeout = ${options.statementMsMax}`, query_timeout: waitMs }
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.name,
    max: options.connectionsMax ?? 10,
    connectionTimeoutMillis: waitMs,
    // Not with the connecting, where PgBouncer refuses what it does not know; nobody has the connection before it is done.
    ...(limit && { onConnect: async (client) => void (await client.query(limit)) }),
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  pool.on('error', (error) => options.onIdleError?.(error))
  // One that breaks in the middle of a transaction, between two statements, fails the next of them; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return { db: drizzle(pool), pool, close: () => pool.end() }
}
