/**
 * Settings of the embedded database, given on the command line at each start so that they reach older data too.
 * They fit a small machine that also recognises speech; whoever needs more brings a PostgreSQL of their own.
 *
 * @param durable false only for tests: what was committed may then be lost when the machine fails
 * @param connectionsMax enough for one copy of each process, unless told
 */
export function databaseSettings(
  { port, durable, connectionsMax = 60 }: { port: number; durable: boolean; connectionsMax?: number },
): Record<string, string> {
  return {
    port: String(port),
    listen_addresses: '127.0.0.1',
    // No socket file: its folder would have to suit both users, and a path of more than 107 bytes fails.
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: String(connectionsMax),
    shared_buffers: '128MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    effective_cache_size: '1GB',
    max_wal_size: '512MB',
    checkpoint_completion_target: '0.9',
    random_page_cost: '1.1',
    // Queries are short: compiling them, or spreading them over processes, costs the recognizer more than it saves.
    jit: 'off',
    max_parallel_workers_per_gather: '0',
    io_method: 'sync',
    autovacuum_naptime: '15s',
    // A client that vanished inside a transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: '60s',
    tcp_keepalives_idle: '60',
    // Statements that fail are their caller's to report, and may hold what users wrote.
    log_min_messages: 'log',
    log_checkpoints: 'off',
    log_line_prefix: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable
      ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' }),
  }
}

/** The settings as arguments of `postgres`. */
export function settingsArguments(settings: Record<string, string>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
