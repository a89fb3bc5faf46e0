import type pg from 'pg'
import { tableFile } from './backup-folder.server'
import { writeLines } from './line-file.server'
import type { Manifest } from './manifest'
import { listTables, quoted, setTextFormat, type TableShape } from './tables.server'
import { findUnstored, unstored } from './unstored.server'

const FETCH_ROWS = 500

/**
 * Writes every table into a file of its own, a row a line: the columns' values as PostgreSQL writes them, in a JSON array.
 * Recordings that are not to be stored stay out, and all rows that refer to them. The caller's transaction sees one state of
 * the database throughout.
 */
export async function dumpTables(client: pg.ClientBase, dir: string): Promise<Manifest['tables']> {
  await setTextFormat(client)
  const dumped: Manifest['tables'] = []
  const tables = await listTables(client)
  for (const table of tables) {
    let rows = 0
    async function* counted(): AsyncGenerator<string> {
      for await (const line of readTable(client, table, findUnstored(table.name, tables))) {
        rows += 1
        yield line
      }
    }
    const written = await writeLines(tableFile(dir, table.name), counted())
    dumped.push({ name: table.name, columns: table.columns.map(({ name }) => name), rows, ...written })
  }
  return dumped
}

async function* readTable(client: pg.ClientBase, { name, columns }: TableShape, without: string | null): AsyncGenerator<string> {
  const values = columns.map((column) => `${quoted(column.name)}::text`).join(', ')
  // What refers to nothing is of no recording.
  const which = without === null ? '' : `where (${without}) is not true`
  await client.query(`declare dump no scroll cursor for select to_json(array[${values}])::text as line from public.${quoted(name)} ${which}`)
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${FETCH_ROWS} from dump`)
    // A line break inside of a value is written as an escape, so a row is a line.
    for (const { line } of rows) yield line
    if (rows.length < FETCH_ROWS) break
  }
  await client.query('close dump')
}

/** Keys of all objects that rows of a dump stand for, in the caller's transaction: originals, playback copies, live pieces, pictures. */
export async function* readObjectKeys(client: pg.ClientBase): AsyncGenerator<string> {
  await client.query(`declare dump no scroll cursor for
    select object_key as key from recordings where object_key is not null and not (${unstored})
    union select playback_key from recordings where playback_key is not null and not (${unstored})
    union select object_key from live_pieces where recording_id not in (select id from recordings where ${unstored})
    union select avatar_key from user_profiles where avatar_key is not null`)
  for (;;) {
    const { rows } = await client.query<{ key: string }>(`fetch ${FETCH_ROWS} from dump`)
    for (const { key } of rows) yield key
    if (rows.length < FETCH_ROWS) break
  }
  await client.query('close dump')
}
