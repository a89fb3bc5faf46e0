import type pg from 'pg'

/** Ends every connection to the database but the one that asks, as a restart of PostgreSQL or a fail-over does; resolves with their number. */
export async function endConnections(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and datname = current_database() and backend_type = 'client backend'`)
  return rowCount ?? 0
}
