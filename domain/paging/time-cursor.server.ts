import { sql, type AnyColumn, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import { AppError } from '../errors/app-error'

/** Where a page of a list ends that goes by a time, the newest first. */
export interface TimePlace {
  id: string
  /** As `placeOf` reads it. */
  place: string
}

/** Seconds with all the digits that PostgreSQL keeps, then the id: two rows of one millisecond stay apart. */
const cursorParts = z.tuple([z.string().regex(/^\d{1,12}(\.\d{1,6})?$/), z.uuid()])

/** To be read with each row, for the cursor of the next page. */
export const placeOf = (time: AnyColumn): SQL<string> => sql<string>`extract(epoch from ${time})::numeric::text`

/** Orders a list for its cursors. */
export const newestFirst = (time: AnyColumn, id: AnyColumn): SQL => sql`${time} desc nulls last, ${id} desc nulls last`

/** The cursor of the page after a row; `rows` are one more than a page has where there is one. Null on the last page. */
export function nextCursorOf(rows: readonly TimePlace[], pageRows: number): string | null {
  const last = rows[pageRows - 1]
  return rows.length > pageRows && last ? `${last.place}_${last.id}` : null
}

/** The condition for the rows after a cursor. Throws AppError `bad_request` for one that no page gave. */
export function afterCursor(time: AnyColumn, id: AnyColumn, cursor: string): SQL {
  const parts = cursorParts.safeParse(cursor.split('_'))
  if (!parts.success) {
    throw new AppError('bad_request', 'This page of the list does not exist.', { params: { field: 'cursor' } })
  }
  const [seconds, lastId] = parts.data
  return sql`(${time}, ${id}) < (to_timestamp(${seconds}::float8), ${lastId}::uuid)`
}
