import { createHash } from 'node:crypto'
import { and, eq, gt } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { limits } from '../limits/limits'
import { DAY_MS } from '../limits/units'

/**
 * The key of an upload that its sender has named in words of their own: the same for every attempt. Names are good for a day of UTC
 * only, so that one which is used again later stands for another upload; what was begun lately keeps its key past midnight.
 *
 * @returns a UUID (version 8)
 */
export async function findUploadKey(
  db: Db, { userId, name }: { userId: string; name: string }, now = new Date(),
): Promise<string> {
  const keyBefore = uploadKeyOf(name, new Date(now.getTime() - DAY_MS))
  const begunLately = gt(recordings.createdAt, new Date(now.getTime() - limits.uploadNameMs))
  const [begun] = await db.select({ id: recordings.id }).from(recordings)
    .where(and(eq(recordings.userId, userId), eq(recordings.uploadKey, keyBefore), begunLately))
  return begun ? keyBefore : uploadKeyOf(name, now)
}

function uploadKeyOf(name: string, at: Date): string {
  const day = at.toISOString().slice(0, 10)
  const hex = createHash('sha256').update(`steno:upload:${day}:${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
