import { AppError } from '#domain/errors/app-error'
import type { ObjectStore } from '#domain/storage/object-store'
import { matchesEtag, mayAnswerRange, parseRangeHeader } from './range-header'
import { streamBytes } from './stream-bytes.server'

/** A stored object as it is to be served. */
export interface ServedObject {
  key: string
  /** Strong, with its quotes: the same tag is the same bytes. */
  etag: string
  contentType: string
  contentDisposition: string
}

/**
 * Answers a GET or HEAD for a stored object: whole, in part (RFC 9110 ranges, so that players can seek), or not at all
 * where the reader has it already. Only the owner's own browser may keep it. Throws `object_not_found`.
 */
export async function serveObject(request: Request, object: ServedObject, tools: {
  store: ObjectStore
  /** Resolves when the browser has taken what it was sent. */
  drained(): Promise<void>
}): Promise<Response> {
  const { store, drained } = tools
  const headers = new Headers({
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-cache, no-transform',
    'Content-Disposition': object.contentDisposition,
    'Content-Type': object.contentType,
    ETag: object.etag,
  })
  const stored = await store.stat(object.key)
  if (!stored) throw new AppError('object_not_found', 'The audio of this recording is no longer stored.')
  if (matchesEtag(request.headers.get('If-None-Match'), object.etag)) return bodiless(304, headers)

  const wanted = mayAnswerRange(request.headers.get('If-Range'), object.etag) ? request.headers.get('Range') : null
  const answer = parseRangeHeader(wanted, stored.bytes)
  if (answer.kind === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${stored.bytes}`)
    return bodiless(416, headers)
  }
  const range = answer.kind === 'part' ? answer.range : { start: 0, end: stored.bytes }
  headers.set('Content-Length', String(range.end - range.start))
  if (answer.kind === 'part') headers.set('Content-Range', `bytes ${range.start}-${range.end - 1}/${stored.bytes}`)
  const status = answer.kind === 'part' ? 206 : 200
  if (request.method === 'HEAD') return new Response(null, { status, headers })
  const body = streamBytes(await store.read(object.key, range), { signal: request.signal, drained })
  return new Response(body, { status, headers })
}

function bodiless(status: number, headers: Headers): Response {
  headers.delete('Content-Type')
  headers.delete('Content-Disposition')
  return new Response(null, { status, headers })
}
