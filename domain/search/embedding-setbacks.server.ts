import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { isAppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { isRefusalOfInput } from '../providers/provider-error.server'

/** Whether nothing at all can be embedded right now; anything else speaks against the one recording it happened at. */
export function isOutage(error: unknown): boolean {
  if (!isAppError(error)) return false
  if (error.code === 'provider_refused') return !isRefusalOfInput(error)
  return error.retryable && error.code !== 'provider_garbled'
}

/**
 * Leaves a recording be for a while, so that others get their turn: for longer each time it was refused itself
 * (`isOwn`), and for a moment after an outage, which it may have caused.
 */
export async function noteSetback(
  db: Db, { recordingId, collection, isOwn }: { recordingId: string; collection: string; isOwn: boolean },
): Promise<void> {
  const { embeddingRetryMsMin: first, embeddingRetryMsMax: last, embeddingOutageMs: outage } = limits
  const waitMs = isOwn
    ? sql`least(${last}::float8, ${first}::float8 * 2 ^ least(setbacks, 30))` : sql`${outage}::float8`
  await db.execute(sql`
    update embedded_recordings
       set setbacks = setbacks + ${isOwn ? 1 : 0}::integer,
           not_before = clock_timestamp() + make_interval(secs => ${waitMs} / 1000)
     where recording_id = ${recordingId} and collection = ${collection}`)
}
