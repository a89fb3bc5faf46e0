import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { openDatabase, type Database, type Db } from '#db/client.server'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'

export interface UsedDatabase {
  readonly db: Db
  readonly pool: pg.Pool
  /** One connection, for plain SQL. */
  readonly client: pg.Client
  readonly url: string
}

/** A migrated database for the tests of one file, opened before them and removed after them. */
export function useDatabase({ connectionsMax = 10 } = {}): UsedDatabase {
  let made: TestDatabase
  let open: Database
  let client: pg.Client
  beforeAll(async () => {
    made = await makeTestDatabase()
    open = openDatabase({ url: made.url, name: 'test', connectionsMax })
    client = new pg.Client({ connectionString: made.url, application_name: 'test' })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await open.close()
    await made.drop()
  })
  return {
    get db() { return open.db },
    get pool() { return open.pool },
    get client() { return client },
    get url() { return made.url },
  }
}
