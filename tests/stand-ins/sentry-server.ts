import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { receiveBody } from './receive-body'

/** As much of an event as tests look at. */
export interface SeenEvent {
  environment: string
  tags: Record<string, string>
  exception: { values: { type: string; value: string }[] }
}

export interface SentryStandIn {
  /** For SENTRY_DSN. */
  dsn: string
  events: SeenEvent[]
  /** Everything received, as it came. */
  texts: string[]
  /** Kinds of items received, such as `event`, `session` or `transaction`. */
  kinds: string[]
  close(): Promise<void>
}

/** Takes envelopes as Sentry does: lines of JSON, a header for each item before it. */
export async function startSentryServer(): Promise<SentryStandIn> {
  const events: SeenEvent[] = []
  const texts: string[] = []
  const kinds: string[] = []
  const server = createServer((request, response) => {
    void receiveBody(request).then((text) => {
      texts.push(text)
      const [, ...items] = text.trimEnd().split('\n').map((line) => JSON.parse(line) as { type?: string })
      for (let at = 0; at + 1 < items.length; at += 2) {
        const kind = items[at]?.type ?? ''
        kinds.push(kind)
        if (kind === 'event') events.push(items[at + 1] as unknown as SeenEvent)
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    dsn: `http://key@127.0.0.1:${port}/1`, events, texts, kinds,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
