import { AppError } from '../errors/app-error'
import type { ByteRange } from './object-store'

/** Refuses with `bad_request` a range that is negative, fractional or ends before it starts. `end` may be Infinity. */
export function requireByteRange({ start, end }: ByteRange): void {
  const isEnd = Number.isSafeInteger(end) || end === Infinity
  if (!Number.isSafeInteger(start) || start < 0 || !isEnd || end < start) {
    throw new AppError('bad_request', `Bytes ${start} to ${end} are no range: they count from 0, the start first.`)
  }
}
