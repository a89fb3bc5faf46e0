import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { joinSockets } from './join-sockets'

/** A line to a database that can be cut, as when PostgreSQL is stopped, and mended. */
export interface CuttableLine {
  /** The database's address, by way of this line. */
  url: string
  cut(): Promise<void>
  mend(): Promise<void>
}

/** Lays a line to the server that a `postgres://` address names. */
export async function layLine(target: string): Promise<CuttableLine> {
  const there = new URL(target)
  const sockets = new Set<Socket>()
  let port = 0
  let server: Server
  const mend = async () => {
    server = createServer((near) => {
      joinSockets(near, connect(Number(there.port), there.hostname), sockets)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  await mend()
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    mend,
    async cut() {
      const closed = once(server.close(), 'close')
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
