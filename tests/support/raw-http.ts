import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection over which a test says whatever it likes. Its end, however it comes about, is no error. */
export async function openRaw(url: string): Promise<Socket> {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  return socket
}

/** Resolves when the connection has ended, in good order or not. */
export function untilClosed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve()
  // Not `once` of node:events, which takes a connection that is reset for an error of the test's.
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

export interface RawAnswer {
  /** Null where the connection ended without an answer. */
  status: number | null
  /** With its headers. */
  text: string
}

/** What is answered to bytes that no client of HTTP would send, until the server ends the connection. */
export async function sendRaw(url: string, bytes: string): Promise<RawAnswer> {
  const socket = await openRaw(url)
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => { text += chunk })
  socket.write(bytes, 'latin1')
  await untilClosed(socket)
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]
  return { status: status === undefined ? null : Number(status), text }
}

/** A GET for a target just as it is, with these lines of headers beside Host. */
export function getRaw(url: string, target: string, headers: readonly string[] = [], host = new URL(url).host): Promise<RawAnswer> {
  const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers]
  return sendRaw(url, `${lines.join('\r\n')}\r\n\r\n`)
}
