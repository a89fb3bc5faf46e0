import type { WebSocket } from 'uWebSockets.js'
import { limits } from '#domain/limits/limits'

/** What a send has come to: `slow` where the client reads too little and should be closed (server/SPEC.md 6.5). */
export type SendResult = 'sent' | 'skipped' | 'slow'

/** Whether a message may be left out for a client that is behind: the next one says the same, newer. */
const skippable = new Set(['partial', 'lag', 'state', 'quota'])

/** Sends JSON, compressed; leaves out what may be left out when the client is behind. Call it only while the socket is open. */
export function sendMessage(socket: WebSocket<unknown>, message: object & { type?: string }): SendResult {
  const buffered = socket.getBufferedAmount()
  if (buffered > limits.liveSendBufferBytesMax) return 'slow'
  if (buffered > limits.liveSendBufferBytesMax / 2 && skippable.has(message.type ?? '')) return 'skipped'
  const json = JSON.stringify(message)
  // Below this, compressing costs more than it saves.
  return socket.send(json, false, json.length > 512) === 2 ? 'slow' : 'sent'
}
