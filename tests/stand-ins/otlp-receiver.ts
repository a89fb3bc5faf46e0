import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { receiveBody } from './receive-body'

export interface SeenSpan {
  /** Such as `steno-web`. */
  service: string
  name: string
  traceId: string
  spanId: string
  /** Empty where it has none. */
  parentId: string
  attributes: Record<string, string>
}

export interface OtlpReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string
  /** Everything received so far. */
  spans: SeenSpan[]
  close(): Promise<void>
}

interface RawValue { stringValue?: string; intValue?: number | string }
interface RawAttribute { key: string; value: RawValue }
interface RawSpan { name: string; traceId: string; spanId: string; parentSpanId?: string; attributes?: RawAttribute[] }
interface RawBody {
  resourceSpans: { resource: { attributes: RawAttribute[] }; scopeSpans: { spans: RawSpan[] }[] }[]
}

/** As much of an OTLP/HTTP receiver as Steno speaks to: traces in JSON. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: SeenSpan[] = []
  const server = createServer((request, response) => {
    void receiveBody(request).then((text) => {
      if (request.url !== '/v1/traces') return void response.writeHead(404).end()
      spans.push(...read(JSON.parse(text) as RawBody))
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const toRecord = (attributes: RawAttribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue ?? '')]))

function read({ resourceSpans }: RawBody): SeenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) => scope.spans).map(({ name, traceId, spanId, parentSpanId = '', attributes }) => ({
      service: toRecord(resource.attributes)['service.name'] ?? '', name, traceId, spanId, parentId: parentSpanId,
      attributes: toRecord(attributes),
    })))
}
