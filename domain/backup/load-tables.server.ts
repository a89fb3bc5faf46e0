import type pg from 'pg'
import { AppError } from '../errors/app-error'
import { tableFile } from './backup-folder.server'
import { readLines } from './line-file.server'
import type { Manifest } from './manifest'
import { listTables, quoted, setTextFormat, type TableShape } from './tables.server'

const BATCH_ROWS = 500
const BATCH_CHARS = 4_000_000

/** The counters had recordings in them that are in no backup, since they were not to be stored. What those have cost stays charged. */
const recount = `
  update user_stats s
     set recordings_total = r.total, recordings_done = r.done, recordings_failed = r.failed, audio_ms_done = r.audio_ms, stored_bytes = r.bytes
    from (select u.user_id, count(r.id) as total, count(*) filter (where r.status = 'done') as done,
                 count(*) filter (where r.status = 'failed') as failed,
                 coalesce(sum(r.duration_ms) filter (where r.status = 'done'), 0) as audio_ms, coalesce(sum(r.bytes), 0) as bytes
            from user_stats u left join recordings r on r.user_id = u.user_id group by u.user_id) r
   where r.user_id = s.user_id`

/**
 * Puts the rows of a snapshot into the tables of an installation that holds nothing yet but what migrations bring, in the
 * caller's transaction. Triggers rest meanwhile: what they would do is among the rows already. Throws AppError
 * `config_invalid` where the tables are not those that were written.
 */
export async function loadTables(client: pg.ClientBase, dir: string, dumped: Manifest['tables']): Promise<void> {
  await setTextFormat(client)
  const shapes = await listTables(client)
  const names = new Set(dumped.map(({ name }) => name))
  if (shapes.length !== names.size || shapes.some(({ name }) => !names.has(name))) throw otherTables()
  for (const { name } of shapes) await client.query(`alter table public.${quoted(name)} disable trigger user`)
  // What migrations have sown comes back with the rows, as its operator had changed it.
  for (const { name } of shapes.toReversed()) await client.query(`delete from public.${quoted(name)}`)
  for (const shape of shapes) {
    const { columns, rows } = dumped.find(({ name }) => name === shape.name)!
    if (columns.join() !== shape.columns.map(({ name }) => name).join()) throw otherTables()
    const loaded = await loadTable(client, shape, tableFile(dir, shape.name))
    if (loaded !== rows) throw new AppError('config_invalid', `The backup of ${shape.name} has ${loaded} rows in place of ${rows}.`)
  }
  await client.query(recount)
  for (const { name } of shapes) await client.query(`alter table public.${quoted(name)} enable trigger user`)
}

async function loadTable(client: pg.ClientBase, { name, columns, identity }: TableShape, file: string): Promise<number> {
  const list = columns.map((column) => quoted(column.name)).join(', ')
  const values = columns.map(({ type }, index) => `(row ->> ${index})::${type}`).join(', ')
  const insert = `insert into public.${quoted(name)} (${list}) overriding system value
    select ${values} from json_array_elements($1::json) row`
  let rows = 0
  let batch: string[] = []
  let chars = 0
  const flush = async () => {
    if (batch.length > 0) await client.query(insert, [`[${batch.join(',')}]`])
    rows += batch.length
    batch = []
    chars = 0
  }
  for await (const line of readLines(file)) {
    batch.push(line)
    chars += line.length
    if (batch.length >= BATCH_ROWS || chars >= BATCH_CHARS) await flush()
  }
  await flush()
  if (identity) {
    await client.query(`select setval(pg_get_serial_sequence($1, $2), greatest(max(${quoted(identity)}), 1), max(${quoted(identity)}) is not null)
      from public.${quoted(name)}`, [`public.${quoted(name)}`, identity])
  }
  return rows
}

function otherTables(): AppError {
  return new AppError('config_invalid', 'The tables of this database are not those of the backup: restore into an empty database.')
}
