import { quoted, type TableShape } from './tables.server'

/** Of a recording: its owner asked for it not to be stored, so it is to be in no backup either. */
export const unstored = 'forget_at is not null or keep_none'

/** Which rows of a table are of recordings that are not to be stored, as a condition in SQL, also by way of other tables; null where none can be. */
export function findUnstored(name: string, tables: readonly TableShape[]): string | null {
  if (name === 'recordings') return unstored
  const list = (columns: readonly string[]) => columns.map(quoted).join(', ')
  const ways = tables.find((table) => table.name === name)!.refers.flatMap(({ columns, table, keys }) => {
    const which = findUnstored(table, tables)
    return which === null ? [] : [`(${list(columns)}) in (select ${list(keys)} from public.${quoted(table)} where ${which})`]
  })
  return ways.length === 0 ? null : ways.join(' or ')
}
