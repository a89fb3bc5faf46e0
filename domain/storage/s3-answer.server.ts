import type { Readable } from 'node:stream'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { AppError } from '../errors/app-error'
import type { ByteRange } from './object-store'
import { toStorageError } from './s3-errors.server'

/** S3 includes the last byte; an open end needs no number. */
export function rangeHeader({ start, end }: ByteRange): string {
  return `bytes=${start}-${end === Infinity ? '' : end - 1}`
}

export async function* nothing(): AsyncGenerator<Uint8Array> {}

/**
 * The bytes asked for out of an answer. Compatible stores may send more (the whole object, when they ignore a range),
 * so what was not asked for is cut away; an answer that ends early fails as `storage_unavailable`, however politely it
 * ends.
 */
export function readAnswer(
  { Body, ContentLength, ContentRange }: GetObjectCommandOutput,
  range: ByteRange = { start: 0, end: Infinity },
): AsyncIterable<Uint8Array> {
  const body = Body as Readable
  const sent = parseContentRange(ContentRange) ?? { start: 0, total: ContentLength ?? Infinity }
  const end = Math.min(range.end, sent.total)
  if (range.start >= end) {
    body.destroy()
    return nothing()
  }
  return cutOut(body, sent.start, { start: range.start, end })
}

/** `bytes 10-19/100` begins at 10 of 100; null where there is no such header. */
function parseContentRange(header: string | undefined): { start: number; total: number } | null {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? '')
  return match ? { start: Number(match[1]), total: match[2] === '*' ? Infinity : Number(match[2]) } : null
}

async function* cutOut(body: Readable, bodyStart: number, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
  let position = bodyStart
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      const part = chunk.subarray(Math.max(0, start - position), Math.max(0, end - position))
      position += chunk.length
      if (part.length > 0) yield part
      if (position >= end) return
    }
  } catch (error) {
    throw toStorageError(error)
  }
  if (end !== Infinity) {
    throw new AppError('storage_unavailable', 'The S3 store ended its answer too early: try again.')
  }
}
