import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verifyLogin } from '#domain/accounts/verify-login.server'
import { useDatabase } from '#tests/db/use-database'
import { parseAccountsArguments } from './accounts-arguments'

const test = useDatabase()
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'steno-accounts-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const run = (args: string[], input = '', databaseUrl = test.url, dir = dataDir) => spawnSync(process.execPath, ['--import', 'tsx', 'cli/accounts.ts', ...args], {
  env: { NODE_ENV: 'test', PATH: process.env.PATH, STENO_DATA_DIR: dir, DATABASE_URL: databaseUrl, STENO_REGISTRATION: 'closed' },
  encoding: 'utf8', input,
})
const logIn = (email: string, password: string) => verifyLogin(test.db, { email, password, address: '192.0.2.1', device: null })

it('adds accounts where registration is closed, lists them, and sets a password', async () => {
  expect(run(['add', 'Ann@Example.org', '--name', 'Ann'], 'correct horse battery\n')).toMatchObject({
    status: 0, stdout: '', stderr: 'ann@example.org has an account now, and is an administrator.\n',
  })
  const made = run(['add', 'bob@example.org', '--generate'])
  expect(made).toMatchObject({ status: 0, stdout: expect.stringMatching(/^[\w-]{20}\n$/), stderr: 'bob@example.org has an account now.\n' })
  const { userId } = await logIn('bob@example.org', made.stdout.trim())

  expect(run(['set-password', 'BOB@example.org'], ' another horse \r\n')).toMatchObject({ status: 0, stdout: '' })
  expect(await logIn('bob@example.org', ' another horse ')).toEqual({ userId })

  const lines = run(['list']).stdout.trim().split('\n').map((line) => line.split('\t'))
  const time = expect.stringMatching(/^\d{4}-.*Z$/)
  expect(lines).toEqual([
    ['bob@example.org', 'user', 'active', 'FREE', time, 'bob'], ['ann@example.org', 'admin', 'active', 'FREE', time, 'Ann'],
  ])
})

it('says in a sentence what was wrong, and gives out no password then', () => {
  expect(run(['set-password', 'nobody@example.org', '--generate'])).toMatchObject({
    status: 1, stdout: '', stderr: 'There is no account nobody@example.org. See the list with: npm run accounts -- list\n',
  })
  const unused = new URL(test.url)
  unused.pathname = '/postgres'
  expect(run(['list'], '', unused.href)).toMatchObject({ status: 1, stderr: expect.stringContaining('start Steno once') })
  expect(run(['list'], '', 'postgres://127.0.0.1:1/steno')).toMatchObject({ status: 1, stderr: expect.stringContaining('cannot be reached') })
  expect(run(['add', 'carl@example.org'])).toMatchObject({ status: 1, stderr: expect.stringContaining('on stdin') })
  // Nothing is begun where nothing was, as from another folder.
  const stray = join(dataDir, 'stray')
  expect(run(['list'], '', '', stray)).toMatchObject({ status: 1, stderr: expect.stringContaining('no installation') })
  expect(existsSync(stray)).toBe(false)
})

it.each([
  [['remove', 'ann@example.org'], 'There is no command remove.'],
  [['add'], 'add takes the e-mail address'],
  [['set-password', 'ann@example.org', 'correct horse battery'], 'no password: it is asked for'],
  [['list', '--admin'], 'go with add'],
  [['list', 'ann@example.org'], 'list takes nothing'],
  [['add', 'ann@example.org', '--password=x'], '--password'],
])('takes no %j', (args, reason) => {
  expect(() => parseAccountsArguments(args)).toThrow(reason)
})
