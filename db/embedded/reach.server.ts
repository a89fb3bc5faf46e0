import pg from 'pg'
import { DATABASE_NAME, DATABASE_ROLE } from './initialise.server'

export function databaseUrl(port: number, password: string, database = DATABASE_NAME): string {
  return `postgres://${DATABASE_ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

/** The same server's maintenance database, which always exists. */
export function maintenanceUrl(url: string): string {
  const parsed = new URL(url)
  parsed.pathname = '/postgres'
  return parsed.href
}

/**
 * Null if the server answers. Otherwise why not, and whether waiting is pointless: a server that refuses the password
 * will do so for ever, one that is starting up (57P03) or does not listen yet will not.
 */
export async function tryToConnect(url: string): Promise<{ message: string; fatal: boolean } | null> {
  const client = new pg.Client({ connectionString: maintenanceUrl(url), connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return null
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    return { message, fatal: code === '28P01' || code === '28000' }
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Creates the product's database where it is missing. */
export async function ensureDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl(url) })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE_NAME])
    if (found.rowCount === 0) await client.query(`create database ${DATABASE_NAME}`)
  } finally {
    await client.end()
  }
}
