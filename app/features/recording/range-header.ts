import type { ByteRange } from '#domain/storage/object-store'

/** What a `Range` header asks of a body: all of it, a part, or something that is not there. */
export type RangeAnswer = { kind: 'whole' } | { kind: 'part'; range: ByteRange } | { kind: 'unsatisfiable' }

/**
 * Reads a `Range` header (RFC 9110, section 14) against a body of `bytes`. A header that is malformed, in another unit
 * or of several ranges is ignored, as the standard allows: players ask for one range, and the whole is always a right
 * answer. A range that begins past the end is unsatisfiable; one that ends past it is cut.
 */
export function parseRangeHeader(header: string | null, bytes: number): RangeAnswer {
  const match = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return { kind: 'whole' }
  const first = match[1] === '' ? null : Number(match[1])
  const last = match[2] === '' ? null : Number(match[2])
  if (first === null) return suffix(last ?? 0, bytes)
  if (last !== null && last < first) return { kind: 'whole' }
  if (first >= bytes) return { kind: 'unsatisfiable' }
  return { kind: 'part', range: { start: first, end: last === null ? bytes : Math.min(last + 1, bytes) } }
}

function suffix(length: number, bytes: number): RangeAnswer {
  if (length === 0 || bytes === 0) return { kind: 'unsatisfiable' }
  return { kind: 'part', range: { start: Math.max(0, bytes - length), end: bytes } }
}

/** Whether one of the entity tags of an `If-None-Match` header names this one; weak tags compare by their value. */
export function matchesEtag(header: string | null, etag: string): boolean {
  if (header === null) return false
  if (header.trim() === '*') return true
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/** Whether a range may be answered: `If-Range` is absent or names exactly this version of the body. */
export function mayAnswerRange(ifRange: string | null, etag: string): boolean {
  return ifRange === null || ifRange.trim() === etag
}
