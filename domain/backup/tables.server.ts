import type pg from 'pg'

export interface TableShape {
  name: string
  /** Those that are stored and not computed, with their types as PostgreSQL writes them. */
  columns: { name: string; type: string }[]
  /** A column whose numbers a sequence gives. */
  identity: string | null
  /** What its rows refer to, but for others of their own kind: columns, and those of the other table that they name. */
  refers: { columns: string[]; table: string; keys: string[] }[]
}

/** An identifier as it stands in SQL. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** The tables of Steno's own schema, each after those that it refers to. */
export async function listTables(client: pg.ClientBase): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(`
    select c.relname as name,
           (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
              from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
           (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped limit 1) as identity,
           coalesce((
             select json_agg(json_build_object('table', t.relname, 'columns', own.names, 'keys', other.names))
               from pg_constraint k join pg_class t on t.oid = k.confrelid
              cross join lateral (select array_agg(a.attname order by p.place) as names from unnest(k.conkey) with ordinality p (num, place)
                                    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = p.num) own
              cross join lateral (select array_agg(a.attname order by p.place) as names from unnest(k.confkey) with ordinality p (num, place)
                                    join pg_attribute a on a.attrelid = k.confrelid and a.attnum = p.num) other
              where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid), '[]') as refers
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
     order by c.relname`)
  const ordered: TableShape[] = []
  const waiting = new Map(rows.map((row) => [row.name, row]))
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ refers }) => refers.every(({ table }) => !waiting.has(table)))
    if (ready.length === 0) throw new Error(`Tables refer to one another in a circle: ${[...waiting.keys()].join(', ')}.`)
    for (const table of ready) {
      ordered.push(table)
      waiting.delete(table.name)
    }
  }
  return ordered
}

/** Has values written and read as text in one way only, whatever the server is set to; until the transaction ends. */
export async function setTextFormat(client: pg.ClientBase): Promise<void> {
  await client.query(`set local datestyle = 'ISO, MDY'; set local timezone = 'UTC'; set local intervalstyle = 'postgres';
    set local bytea_output = 'hex'; set local extra_float_digits = 1; set local statement_timeout = 0;
    set local idle_in_transaction_session_timeout = 0`)
}
