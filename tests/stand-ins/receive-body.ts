import type { IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'

/** The whole body of a request as text, unpacked where it is packed. */
export async function receiveBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  return (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8')
}
