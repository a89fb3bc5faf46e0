import pg from 'pg'
import type { Logger } from 'pino'
import type { RecordingEvent, RecordingEvents } from '../web/services'

const CHANNEL = 'steno_recording'
const RECONNECT_MS = 1_000

export interface RecordingEventHub extends RecordingEvents {
  close(): Promise<void>
}

interface Listener {
  onEvent(event: RecordingEvent): void
  onMissed(): void
}

/**
 * Listens to PostgreSQL on one connection for everybody, and hands each change to the listeners of its owner. A lost connection
 * is made again; what was announced meanwhile was heard by nobody, so all listeners are told that they have missed something.
 */
export function startRecordingEvents(options: { databaseUrl: string; logger: Logger }): RecordingEventHub {
  const listeners = new Map<string, Set<Listener>>()
  let client: pg.Client | null = null
  let closed = false
  let timer: NodeJS.Timeout | undefined

  const deliver = (payload: string) => {
    const event = JSON.parse(payload) as RecordingEvent
    for (const { onEvent } of listeners.get(event.userId) ?? []) onEvent(event)
  }
  const tellMissed = () => {
    for (const { onMissed } of [...listeners.values()].flatMap((own) => [...own])) onMissed()
  }

  const connect = async () => {
    const made = new pg.Client({
      connectionString: options.databaseUrl, application_name: 'steno-web-events', keepAlive: true,
    })
    client = made
    made.on('error', (error) => options.logger.warn({ err: error }, 'The connection for events broke.'))
    made.on('end', () => retry())
    made.on('notification', ({ payload }) => deliver(payload ?? ''))
    try {
      await made.connect()
      await made.query(`listen ${CHANNEL}`)
      tellMissed()
    } catch (error) {
      options.logger.warn({ err: error }, 'Events cannot be listened to yet.')
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
    subscribe(userId, onEvent, onMissed) {
      const listener = { onEvent, onMissed }
      const own = listeners.get(userId) ?? new Set()
      listeners.set(userId, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0 && listeners.get(userId) === own) listeners.delete(userId)
      }
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}
