import { AppError } from '../errors/app-error'
import type { Part } from './arrivals'

/** Throws AppError `upload_incomplete` unless each part has arrived at its length. */
export function requireParts(wanted: readonly Part[], arrived: readonly Part[]): void {
  const lengths = new Map(arrived.map(({ number, bytes }) => [number, bytes]))
  const missing = wanted.filter(({ number, bytes }) => lengths.get(number) !== bytes)
  if (missing.length === 0) return
  const sentence = `${missing.length} of ${wanted.length} parts have not arrived, the first of them part ${missing[0]!.number}.`
  throw new AppError('upload_incomplete', sentence, { params: { missing: missing.length, parts: wanted.length } })
}
