import { once } from 'node:events'
import { createServer, request as requestOnward, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What ails a storage: each is something that S3 stores, and the networks before them, have done. */
export type Ailment =
  /** It answers in the end, each time so late. */
  | { is: 'slow'; ms: number }
  /** It takes whatever it is sent and says nothing. */
  | { is: 'silent' }
  /** It hangs up. */
  | { is: 'gone' }
  /** It answers with this status and this code of S3's. */
  | { is: 'refusing'; status: number; code: string }
  /** It stops in the middle of an answer, after so many bytes or right after the head, and says nothing more. */
  | { is: 'stalling'; afterBytes: number }

export interface UnwellStorage {
  endpoint: string
  /** From now on, for the requests that it is about; without any, for all. */
  ail(ailment: Ailment, isAbout?: (request: IncomingMessage) => boolean): void
  /** What comes from now on is passed on as it is; what was met with silence stays so. */
  recover(): void
  /** Requests that it was unwell for, since the beginning. */
  readonly spoiled: number
  stop(): Promise<void>
}

/** Stands before an S3 server of this machine, and passes everything on while it is well. */
export async function startUnwellStorage(target: string): Promise<UnwellStorage> {
  let ailment: Ailment | null = null
  let isAbout: (request: IncomingMessage) => boolean = () => true
  let spoiled = 0

  const server = createServer((incoming, outgoing) => {
    incoming.on('error', () => {})
    const now = ailment && isAbout(incoming) ? ailment : null
    if (now) spoiled += 1
    if (!now || now.is === 'stalling') return passOn(target, incoming, outgoing, now?.afterBytes)
    if (now.is === 'gone') return void incoming.destroy()
    if (now.is === 'slow') return void setTimeout(() => passOn(target, incoming, outgoing), now.ms)
    incoming.resume()
    if (now.is === 'silent') return
    incoming.on('end', () => {
      outgoing.writeHead(now.status, { 'content-type': 'application/xml' })
      outgoing.end(`<?xml version="1.0"?><Error><Code>${now.code}</Code><Message>So it is.</Message></Error>`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ail(next, about = () => true) {
      ailment = next
      isAbout = about
    },
    recover() {
      ailment = null
    },
    get spoiled() { return spoiled },
    async stop() {
      server.closeAllConnections()
      await once(server.close(), 'close')
    },
  }
}

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse, bytesMax = Infinity): void {
  const { method, headers, url = '/' } = incoming
  const onward = requestOnward(new URL(url, target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    outgoing.flushHeaders()
    let left = bytesMax
    answer.on('data', (chunk: Buffer) => {
      if (left > 0) outgoing.write(chunk.subarray(0, left))
      left -= chunk.length
    })
    answer.on('end', () => left > 0 && outgoing.end())
  })
  onward.on('error', () => outgoing.destroy())
  incoming.pipe(onward)
}
