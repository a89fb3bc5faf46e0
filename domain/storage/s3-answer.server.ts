import type { Readable } from 'node:stream'
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { AppError, isAppError } from '../errors/app-error'
import { readBySteps } from './let-go.server'
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
 * ends, and so does one that stops for `pauseMs`. Only waiting for the store counts, not the use of the bytes.
 */
export function readAnswer(
  { Body, ContentLength, ContentRange }: GetObjectCommandOutput,
  { range = { start: 0, end: Infinity }, pauseMs }: { range?: ByteRange; pauseMs: number },
): AsyncIterable<Uint8Array> {
  const body = Body as Readable & AsyncIterable<Buffer>
  const sent = parseContentRange(ContentRange) ?? { start: 0, total: ContentLength ?? Infinity }
  const end = Math.min(range.end, sent.total)
  if (range.start >= end) {
    body.destroy()
    return nothing()
  }
  return cutOut(readBySteps(body, (iterator) => nextWithin(iterator, pauseMs)), sent.start, { start: range.start, end })
}

/** `bytes 10-19/100` begins at 10 of 100; null where there is no such header. */
function parseContentRange(header: string | undefined): { start: number; total: number } | null {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header ?? '')
  return match ? { start: Number(match[1]), total: match[2] === '*' ? Infinity : Number(match[2]) } : null
}

async function* cutOut(body: AsyncIterable<Buffer>, bodyStart: number, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
  let position = bodyStart
  try {
    for await (const chunk of body) {
      const part = chunk.subarray(Math.max(0, start - position), Math.max(0, end - position))
      position += chunk.length
      if (part.length > 0) yield part
      if (position >= end) return
    }
  } catch (error) {
    throw isAppError(error) ? error : toStorageError(error)
  }
  if (end !== Infinity) {
    throw new AppError('storage_unavailable', 'The S3 store ended its answer too early: try again.')
  }
}

async function nextWithin<T>(iterator: AsyncIterator<T>, ms: number): Promise<IteratorResult<T>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const stopped = () => new AppError('storage_unavailable', 'The S3 store stopped in the middle of its answer: try again.')
    timer = setTimeout(() => reject(stopped()), ms)
  })
  try {
    return await Promise.race([iterator.next(), late])
  } finally {
    clearTimeout(timer)
  }
}
