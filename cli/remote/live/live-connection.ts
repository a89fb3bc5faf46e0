import { limits } from '#domain/limits/limits'
import type { LiveClientOptions } from '#domain/live/client/live-client-options'
import { dataOf } from '../../../client/http'
import type { StenoClient } from '../../../client/steno-client'
import { StenoProblem } from '../../../client/steno-problem'

export interface LiveConnection extends Pick<LiveClientOptions, 'url' | 'openSocket' | 'fetchTicket' | 'fetchStored'> {
  /** Breaks off what is still open, so that the command can end. */
  close(): void
}

/** How the live client reaches Steno: tickets through the API, and a WebSocket, which Node 20 does not have. */
export async function makeLiveConnection(client: StenoClient, signal: AbortSignal): Promise<LiveConnection> {
  const { WebSocket } = await import('ws')
  const askTicket = (aborts?: AbortSignal) => dataOf(client.http.POST('/live/tickets', { signal: aborts }))
  // Asked before any sound is taken: whoever may not speak is told so at once.
  const first = await askTicket(signal)
  let unused: string | null = first.ticket
  const sockets = new Set<InstanceType<typeof WebSocket>>()
  return {
    url: first.url,
    openSocket(url, protocols) {
      const socket = new WebSocket(url, protocols)
      sockets.add(socket)
      // What follows an error is `close`.
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
      // Of the browsers' interface it has all that the client uses.
      return socket as unknown as globalThis.WebSocket
    },
    async fetchTicket() {
      const ticket = unused
      unused = null
      // Only while it is fresh: the client keeps it for half of its life from here on.
      if (ticket !== null && Date.parse(first.expiresAt) - Date.now() > limits.liveTicketMs / 2) return ticket
      return (await askTicket().catch(nullIf('unauthenticated')))?.ticket ?? null
    },
    fetchStored: (id) => dataOf(client.http.GET('/live/sessions/{id}', { params: { path: { id } } })).catch(nullIf('not_found')),
    close: () => sockets.forEach((socket) => socket.terminate()),
  }
}

const nullIf = (code: string) => (error: unknown): null => {
  if (error instanceof StenoProblem && error.code === code) return null
  throw error
}
