import type { Request } from 'express'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { untrustedBody } from '#domain/uploads/untrusted-body.server'

/**
 * The body as JSON, and its bytes. Throws AppError `unsupported_media_type` for what does not say that it is JSON,
 * `form_too_large`, `bad_request` for what cannot be read, or what `untrustedBody` throws.
 */
export async function readJson(request: Request): Promise<{ value: unknown; bytes: Buffer }> {
  if (!isJson(request)) throw notJson(request.get('Content-Type') ?? '')
  const bytes = await readWithin(request, limits.requestFormBytesMax)
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), bytes }
  } catch (cause) {
    throw new AppError('bad_request', 'This body is no JSON that Steno can read.', { cause })
  }
}

/** Whether the request carries no body at all. */
export function hasNoBody(request: Request): boolean {
  return request.get('Transfer-Encoding') === undefined && Number(request.get('Content-Length') ?? 0) === 0
}

/** Whether the body says that it is JSON. */
export function isJson(request: Request): boolean {
  return /^application\/([\w.+-]+\+)?json *(;|$)/i.test(request.get('Content-Type') ?? '')
}

function notJson(type: string): AppError {
  const said = type === '' ? 'no Content-Type' : `the Content-Type ${JSON.stringify(type.slice(0, 100))}`
  return new AppError('unsupported_media_type', `This takes application/json, and the request has ${said}.`)
}

/** The whole body. Bodies of unknown length are counted as they come. */
async function readWithin(request: Request, bytesMax: number): Promise<Buffer> {
  const tooLarge = () =>
    new AppError('form_too_large', `At most ${bytesMax} bytes are accepted here.`, { params: { bytesMax } })
  if (Number(request.get('Content-Length') ?? 0) > bytesMax) throw tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of untrustedBody(bytesOf(request), { stallMs: limits.uploadStallMs })) {
    size += chunk.length
    if (size > bytesMax) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Left before its end, the request stays open, so that the refusal can still be sent. */
function bytesOf(request: Request): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
}
