import type { Logger } from 'pino'
import { listenToDatabase } from '#db/listen.server'
import type { RecordingEvent, RecordingEvents } from '../web/services'

const CHANNEL = 'steno_recording'

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

  const deliver = (payload: string) => {
    const event = JSON.parse(payload) as RecordingEvent
    for (const { onEvent } of listeners.get(event.userId) ?? []) onEvent(event)
  }
  const tellMissed = () => {
    for (const { onMissed } of [...listeners.values()].flatMap((own) => [...own])) onMissed()
  }

  const listening = listenToDatabase({
    databaseUrl: options.databaseUrl,
    channel: CHANNEL,
    name: 'steno-web-events',
    onNotice: deliver,
    onMissed: tellMissed,
    onTrouble: (error) => options.logger.warn({ err: error }, 'The connection for events broke.'),
  })

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
    close: () => listening.close(),
  }
}
