import http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedMessage {
  body: string
  headers: http.IncomingHttpHeaders
}

/** Somebody's server that webhooks tell of things. */
export interface WebhookReceiver {
  url: string
  /** What it answers from now on. Default 200. */
  status: number
  received: ReceivedMessage[]
  close(): Promise<void>
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      receiver.received.push({ body, headers: request.headers })
      response.writeHead(receiver.status).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    status: 200,
    received: [],
    close: () => new Promise((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    }),
  }
  return receiver
}
