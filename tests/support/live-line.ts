import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { joinSockets } from './join-sockets'

/** A line to a live server: known before the server is, and to be cut and mended while somebody speaks. */
export interface LiveLine {
  /** Where browsers reach the live server, by way of this line. */
  url: string
  /** Leads to the server on this port from now on. */
  leadTo(port: number): void
  /** Breaks what goes over it, as a network does; whoever comes back is let through. */
  break(): void
  /** Breaks it, and lets nobody through until it is mended. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function layLiveLine(): Promise<LiveLine> {
  const sockets = new Set<Socket>()
  let target: number | null = null
  let isCut = false
  const server = createServer((near) => {
    near.on('error', () => {})
    if (isCut || target === null) return near.destroy()
    joinSockets(near, connect(target, '127.0.0.1'), sockets)
    return undefined
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const breakAll = () => sockets.forEach((socket) => socket.destroy())
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(port) {
      target = port
    },
    break: breakAll,
    cut() {
      isCut = true
      breakAll()
    },
    mend() {
      isCut = false
    },
    async close() {
      const closed = once(server.close(), 'close')
      breakAll()
      await closed
    },
  }
}
