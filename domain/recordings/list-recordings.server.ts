import { and, eq, sql, type SQL } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings, type RecordingStatus } from '#db/schema/recordings'
import { userStats } from '#db/schema/user-stats'
import { limits } from '../limits/limits'
import { afterCursor, newestFirst, nextCursorOf, placeOf } from '../paging/time-cursor.server'
import { withQueuePositions } from './queue-positions.server'
import { summaryColumns } from './recording-columns.server'
import type { RecordingSummary } from './recording'

export interface RecordingFilter {
  /** Words of the title; case and accents do not matter. */
  query?: string
  status?: RecordingStatus
  /** `nextCursor` of the page before. */
  cursor?: string
  /** Rows a page; default and most is limits.libraryPageRows. */
  limit?: number
}

export interface RecordingPage {
  items: RecordingSummary[]
  /** Null on the last page. */
  nextCursor: string | null
  /** Rows that fit the filter, on all pages. */
  total: number
}

/** The newest first. Throws AppError `bad_request` for a cursor that no page gave. */
export async function listRecordings(db: Db, userId: string, filter: RecordingFilter = {}): Promise<RecordingPage> {
  const limit = Math.min(Math.max(1, Math.trunc(filter.limit ?? limits.libraryPageRows)), limits.libraryPageRows)
  const wanted = conditionOf(userId, filter)
  const rows = await db
    .select({ ...summaryColumns, place: placeOf(recordings.createdAt) })
    .from(recordings)
    .where(and(
      wanted, filter.cursor === undefined ? undefined : afterCursor(recordings.createdAt, recordings.id, filter.cursor),
    ))
    .orderBy(newestFirst(recordings.createdAt, recordings.id))
    .limit(limit + 1)
  const items = await withQueuePositions(
    db,
    rows.slice(0, limit).map(({ place, ...row }) => row),
  )
  return {
    items,
    nextCursor: nextCursorOf(rows, limit),
    total: await countRecordings(db, userId, filter, wanted),
  }
}

function conditionOf(userId: string, { query, status }: RecordingFilter): SQL | undefined {
  const words = (query ?? '').replaceAll('\0', '').slice(0, limits.searchCharsMax).trim().split(/\s+/).filter(Boolean)
  const literal = (word: string) => word.replace(/[\\%_]/g, '\\$&')
  return and(
    eq(recordings.userId, userId),
    status && eq(recordings.status, status),
    ...words.map((word) => sql`f_fold(${recordings.title}) like '%' || f_fold(${literal(word)}) || '%'`),
  )
}

async function countRecordings(
  db: Db,
  userId: string,
  filter: RecordingFilter,
  wanted: SQL | undefined,
): Promise<number> {
  if (!filter.query?.trim() && !filter.status) {
    const [stats] = await db
      .select({ total: userStats.recordingsTotal })
      .from(userStats)
      .where(eq(userStats.userId, userId))
    return stats?.total ?? 0
  }
  return db.$count(recordings, wanted)
}
