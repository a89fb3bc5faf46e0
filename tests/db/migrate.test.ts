import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase } from '#db/client.server'
import { migrate } from '#db/migrate.server'
import { useDatabase } from './use-database'

const test = useDatabase()
const made: string[] = []

/** A database with nothing in it. */
async function makeEmptyDatabase(): Promise<string> {
  const name = `migrate_${randomBytes(6).toString('hex')}`
  await test.pool.query(`create database ${name}`)
  made.push(name)
  const url = new URL(test.url)
  url.pathname = `/${name}`
  return url.href
}
afterEach(async () => {
  for (const name of made.splice(0)) await test.pool.query(`drop database ${name} with (force)`)
})

async function query<T extends Record<string, unknown>>(url: string, text: ReturnType<typeof sql>): Promise<T[]> {
  const { db, close } = openDatabase({ url, name: 'test-migrate' })
  try {
    return (await db.execute(text)).rows as T[]
  } finally {
    await close()
  }
}

const shape = (url: string) =>
  query(
    url,
    sql`
  select (select count(*) from information_schema.tables where table_schema = 'public')::int as tables,
         (select count(*) from pg_proc where proname like 'sp\\_%')::int as functions,
         (select count(*) from pg_trigger where not tgisinternal)::int as triggers,
         (select count(*) from plans)::int as plans,
         (select array_agg(code order by id) from plans) as codes`,
  )

describe('migrating', () => {
  it('is harmless from many processes at once and again afterwards', async () => {
    const url = await makeEmptyDatabase()
    await Promise.all(Array.from({ length: 4 }, () => migrate(url)))
    const once = await shape(url)
    expect(once).toEqual(await shape(test.url))
    expect(once[0]).toMatchObject({ codes: ['FREE', 'BASIC', 'PREMIUM', 'ENTERPRISE'] })
    await migrate(url)
    expect(await shape(url)).toEqual(once)
  })

  it('leaves an operator’s own figures in the plans', async () => {
    const url = await makeEmptyDatabase()
    await migrate(url)
    await query(url, sql`update plans set monthly_minutes = 7, name = 'Gratis' where code = 'FREE'`)
    await query(url, sql`delete from plans where code = 'PREMIUM'`)
    await migrate(url)
    expect(
      await query(
        url,
        sql`select code, monthly_minutes as minutes from plans where code in ('FREE', 'PREMIUM') order by 1`,
      ),
    ).toEqual([
      { code: 'FREE', minutes: 7 },
      { code: 'PREMIUM', minutes: 6000 },
    ])
  })

  it('brings functions back whose text has changed', async () => {
    const url = await makeEmptyDatabase()
    await migrate(url)
    await query(
      url,
      sql`create or replace function f_fold(p_text text) returns text language sql immutable as 'select ''old'''`,
    )
    await query(url, sql`update installation set value = 'old' where key = 'functions_hash'`)
    await migrate(url)
    expect(await query(url, sql`select f_fold('HỌP Đây') as folded`)).toEqual([{ folded: 'hop day' }])
  })

  it('refuses data of a newer version, and leaves it as it is', async () => {
    const url = await makeEmptyDatabase()
    await migrate(url)
    await query(
      url,
      sql`
      insert into drizzle.__drizzle_migrations (hash, created_at) select 'newer', max(created_at) + 1 from drizzle.__drizzle_migrations`,
    )
    await query(url, sql`delete from plans where code = 'FREE'`)
    await expect(migrate(url)).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('newer version'),
    })
    expect(await query(url, sql`select code from plans where code = 'FREE'`)).toEqual([])
  })
})
