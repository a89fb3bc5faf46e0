import { Agent } from 'undici'
import WebSocket from 'ws'
import type { OpenSocket } from '#domain/live/client/live-socket'

export interface WayOptions {
  /** Origin of the pages. */
  url: string
  /** Origin of live recognition, `ws://…` or `wss://…`. */
  liveUrl: string
  /** Certificate of the authority to be trusted; none over plain http. */
  ca?: string
  /** Address that somebody comes from: one of this machine's own, such as 127.0.0.11. */
  address: string
}

/** How somebody reaches the house: from an address of their own, as several people do. */
export interface Way {
  url: string
  liveUrl: string
  fetch(input: string | Request, init?: RequestInit): Promise<Response>
  openSocket: OpenSocket
  close(): Promise<void>
}

export function makeWay({ url, liveUrl, ca, address }: WayOptions): Way {
  const dispatcher = new Agent({ localAddress: address, ...(ca && { connect: { ca } }) })
  return {
    url, liveUrl,
    fetch: (input, init = {}) => fetch(typeof input === 'string' ? new URL(input, url) : input, { ...init, dispatcher } as RequestInit),
    openSocket(to, protocols) {
      // Live counts connections by address; without a proxy in front this header says it.
      const headers = { 'X-Forwarded-For': address }
      const socket = new WebSocket(to, protocols, { ca, headers, origin: url, localAddress: address })
      // What follows an error is `close`.
      socket.on('error', () => {})
      // Of the browsers' interface it has all that the client uses.
      return socket as unknown as globalThis.WebSocket
    },
    close: () => dispatcher.destroy(),
  }
}
