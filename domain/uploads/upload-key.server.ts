import { createHash } from 'node:crypto'

/**
 * The key of an upload that its sender has named in words of their own: the same for every attempt. Names are good for a day only, so
 * that one which is used again later stands for another upload.
 *
 * @returns a UUID (version 8)
 */
export function uploadKeyOf(name: string, now = new Date()): string {
  const day = now.toISOString().slice(0, 10)
  const hex = createHash('sha256').update(`steno:upload:${day}:${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
