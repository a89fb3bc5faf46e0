import pg from 'pg'

const RECONNECT_MS = 1_000

export interface ListenOptions {
  databaseUrl: string
  channel: string
  /** What the connection is called in `pg_stat_activity`. */
  name: string
  onNotice(payload: string): void
  /** A lost connection was made again: what was announced meanwhile was heard by nobody. Also called at first. */
  onMissed(): void
  onTrouble(error: unknown): void
}

/** Listens to a channel of PostgreSQL on a connection of its own, which is made again whenever it breaks. */
export function listenToDatabase(options: ListenOptions): { close(): Promise<void> } {
  let client: pg.Client | null = null
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const connect = async () => {
    const made = new pg.Client({
      connectionString: options.databaseUrl, application_name: options.name, keepAlive: true,
    })
    client = made
    made.on('error', (error) => options.onTrouble(error))
    made.on('end', () => retry())
    made.on('notification', ({ payload }) => options.onNotice(payload ?? ''))
    try {
      await made.connect()
      await made.query(`listen ${pg.escapeIdentifier(options.channel)}`)
      options.onMissed()
    } catch (error) {
      options.onTrouble(error)
      await made.end().catch(() => {})
      retry()
    }
  }
  const retry = () => {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(() => void connect(), RECONNECT_MS)
  }
  void connect()

  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
