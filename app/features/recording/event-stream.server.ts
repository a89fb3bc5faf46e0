import { countConnections } from '~/web/connections'
import type { RecordingEvent, RecordingEvents } from '~/web/services'
import { liveEventNames, type LiveEvent } from './live-events'

export interface EventStreamOptions {
  userId: string
  events: RecordingEvents
  /** The user's open recordings, asked for after listening has begun, so that nothing falls between. */
  loadOpen(): Promise<Omit<LiveEvent, 'atMs'>[]>
  /**
   * Whether the user may still listen; asked with every heartbeat, because a session can end before its stream does.
   */
  isAllowed(): Promise<boolean>
  /** Aborted when the browser has gone, or the process is about to. */
  signals: AbortSignal[]
  heartbeatMs: number
  connectionsMax: number
}

const connections = countConnections()

/**
 * A stream of server-sent events: the state of what is open, then each change of this user's recordings, and a
 * comment now and then so that proxies keep the connection and a dead one is noticed. It ends when the user may no
 * longer listen, and when changes may have been missed: browsers then come back, and are told the state. Throws
 * `too_many_attempts` when the user has too many connections already.
 */
export function makeEventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { userId, signals } = options
  const giveBack = connections.take(userId, options.connectionsMax)
  const encoder = new TextEncoder()
  let close = giveBack
  return new ReadableStream({
    async start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text))
      const say = (name: string, data: unknown) => send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
      let closed = false
      const end = () => {
        if (closed) return
        close()
        controller.close()
      }
      const fail = (error: unknown) => {
        if (closed) return
        close()
        controller.error(error)
      }
      const beat = async () => {
        const allowed = await options.isAllowed()
        if (!allowed) end()
        else if (!closed) send(':\n\n')
      }
      // Whoever has missed a change comes back for the state as it is.
      const stopListening = options.events.subscribe(userId, (event) => say(liveEventNames.change, toLive(event)), end)
      const heartbeat = setInterval(() => void beat().catch(fail), options.heartbeatMs)
      close = () => {
        if (closed) return
        closed = true
        stopListening()
        clearInterval(heartbeat)
        for (const signal of signals) signal.removeEventListener('abort', end)
        giveBack()
      }
      if (signals.some(({ aborted }) => aborted)) return end()
      for (const signal of signals) signal.addEventListener('abort', end)
      send('retry: 2000\n\n')
      try {
        const open = await options.loadOpen()
        const atMs = Date.now()
        if (!closed) say(liveEventNames.snapshot, open.map((recording) => ({ ...recording, atMs })))
      } catch (error) {
        fail(error)
      }
    },
    cancel: () => close(),
  })
}

function toLive({ recordingId, status, progressMs, totalMs }: RecordingEvent): LiveEvent {
  return { recordingId, status, progressMs, totalMs, atMs: Date.now() }
}
