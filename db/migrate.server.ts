import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as migrateTables } from 'drizzle-orm/node-postgres/migrator'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import { AppError } from '#domain/errors/app-error'
import type { Db } from './client.server'
import { seedPlans } from './plans.seed'
import { installation } from './schema/installation'
import { plans } from './schema/plans'

const migrationsFolder = fileURLToPath(new URL('./migrations', import.meta.url))
const functionsFolder = fileURLToPath(new URL('./functions', import.meta.url))

/** All come with PostgreSQL, and whoever owns a database may create them. */
const extensions = ['pg_trgm', 'unaccent', 'btree_gin']

/** Any constant will do, as long as every Steno takes the same one. */
const MIGRATION_LOCK = 7_305_148_221

/**
 * Brings a database up to date: extensions, tables, graphile-worker's schema, functions, plans. Safe to call from several
 * processes at once and again and again. Throws AppError `config_invalid` when the data was written by a newer Steno.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'steno-migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    const db = drizzle(client)
    await refuseNewerData(db)
    for (const name of extensions) await client.query(`create extension if not exists ${name}`)
    await migrateTables(db, { migrationsFolder })
    await runMigrations({ connectionString: databaseUrl })
    await applyFunctions(db)
    await db.insert(plans).values([...seedPlans]).onConflictDoNothing({ target: plans.code })
  } finally {
    await client.end()
  }
}

/**
 * Makes the tables of an empty database as they were at one of the migrations, without functions, plans or the queue, for
 * rows of that time; `migrate` does the rest. Nothing is done to tables that are there already.
 *
 * @param schemaVersion of which `isSchemaVersion` holds
 */
export async function migrateTablesTo(databaseUrl: string, schemaVersion: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'steno-migrate' })
  const folder = await mkdtemp(path.join(os.tmpdir(), 'steno-migrations-'))
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    for (const name of extensions) await client.query(`create extension if not exists ${name}`)
    await cp(migrationsFolder, folder, { recursive: true })
    const journal = await readJournal()
    const entries = journal.entries.filter(({ when }) => when <= schemaVersion)
    await writeFile(`${folder}/meta/_journal.json`, JSON.stringify({ ...journal, entries }))
    await migrateTables(drizzle(client), { migrationsFolder: folder })
  } finally {
    await client.end()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The newest migration that a database has; it is told by the time at which it was written, in milliseconds since 1970. */
export async function getSchemaVersion(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<{ at: string | null }>('select max(created_at) as at from drizzle.__drizzle_migrations')
  return Number(rows[0]?.at ?? 0)
}

/** Whether this Steno has a migration of that version. */
export async function isSchemaVersion(version: number): Promise<boolean> {
  return (await readJournal()).entries.some(({ when }) => when === version)
}

async function readJournal(): Promise<{ entries: { when: number; tag: string }[] }> {
  return JSON.parse(await readFile(`${migrationsFolder}/meta/_journal.json`, 'utf8'))
}

async function refuseNewerData(db: Db): Promise<void> {
  const known = Math.max(...(await readJournal()).entries.map((entry) => entry.when))
  const present = await db.execute<{ found: string | null }>(
    sql`select to_regclass('drizzle.__drizzle_migrations')::text as found`,
  )
  if (!present.rows[0]?.found) return
  const newest = await db.execute<{ at: string | null }>(
    sql`select max(created_at) as at from drizzle.__drizzle_migrations`,
  )
  if (Number(newest.rows[0]?.at ?? 0) > known) {
    throw new AppError(
      'config_invalid',
      'The data was written by a newer version of Steno: update Steno, or point STENO_DATA_DIR (or DATABASE_URL) elsewhere.',
    )
  }
}

/** Replaces the functions and triggers when their text has changed, in one transaction. */
async function applyFunctions(db: Db): Promise<void> {
  const names = (await readdir(functionsFolder)).filter((name) => name.endsWith('.sql')).sort()
  const texts = await Promise.all(names.map((name) => readFile(`${functionsFolder}/${name}`, 'utf8')))
  const hash = createHash('sha256').update(texts.join('\0')).digest('hex')
  await db.transaction(async (tx) => {
    const stored = await tx.select().from(installation).where(sql`key = 'functions_hash'`)
    if (stored[0]?.value === hash) return
    for (const text of texts) await tx.execute(sql.raw(text))
    await tx.insert(installation).values({ key: 'functions_hash', value: hash })
      .onConflictDoUpdate({ target: installation.key, set: { value: hash } })
  })
}
