import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'

let database: TestDatabase
let dir: string
beforeAll(async () => {
  database = await makeTestDatabase()
  dir = await mkdtemp(join(tmpdir(), 'steno-migrate-'))
})
afterAll(async () => {
  await database.drop()
  await rm(dir, { recursive: true, force: true })
})

const script = ['--import', 'tsx', 'cli/migrate.ts']
const options = (env: Record<string, string>) => ({ env: { NODE_ENV: 'test', PATH: process.env.PATH, ...env } as const, encoding: 'utf8' as const })

it('brings the database up to date that a file names, and ends', async () => {
  const file = join(dir, 'database-url')
  await writeFile(file, `${database.url}\n`)
  expect(execFileSync(process.execPath, script, options({ DATABASE_URL_FILE: file }))).toBe('The database is up to date.\n')
})

it('fails in a sentence where no database is named, or more than it takes', () => {
  expect(spawnSync(process.execPath, script, options({}))).toMatchObject({
    status: 1, stderr: expect.stringContaining('DATABASE_URL is not set'),
  })
  expect(spawnSync(process.execPath, [...script, 'now'], options({}))).toMatchObject({ status: 2 })
})
