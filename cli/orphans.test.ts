import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureSecrets } from '#domain/config/secrets.server'
import { claimStore } from '#domain/jobs/claim-store.server'
import { limits } from '#domain/limits/limits'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { useDatabase } from '#tests/db/use-database'
import { inChunks } from '#tests/support/chunks'

const test = useDatabase()
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'steno-orphans-'))
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

const run = (...args: string[]) => spawnSync(process.execPath, ['--import', 'tsx', 'cli/orphans.ts', ...args], {
  env: { NODE_ENV: 'test', PATH: process.env.PATH, STENO_DATA_DIR: dataDir, DATABASE_URL: test.url }, encoding: 'utf8',
})

it('shows what would be deleted and what would wait, and leaves all where it is', async () => {
  const { masterKeysFile } = await ensureSecrets({ dataDir, secret: null })
  const store = await openObjectStore({ kind: 'file', dir: join(dataDir, 'objects') }, masterKeysFile, () => {})
  await claimStore({ db: test.db, store, adopt: null })
  const [old, young] = ['recordings/nobody/old/original', 'recordings/nobody/young/original']
  for (const key of [old, young]) await store.put(key, inChunks(Buffer.from('content')))
  const writtenAt = new Date(Date.now() - limits.uploadOrphanMs - 1000)
  await utimes(join(dataDir, 'objects/objects', `${old}~`), writtenAt, writtenAt)

  const { status, stdout, stderr } = run()
  expect([status, stderr]).toEqual([0, expect.stringContaining('1 without a row, 0 kB, would be deleted.')])
  const lines = stdout.trim().split('\n').map((line) => line.split('\t'))
  expect(lines).toEqual([
    ['delete', writtenAt.toISOString(), '7', old],
    ['wait', (await store.stat(young))!.modifiedAt.toISOString(), '7', young],
  ])
  expect(await store.stat(old)).not.toBeNull()
})

it('takes nothing that could be meant for a wish to delete', () => {
  expect(run('--delete')).toMatchObject({ status: 2, stderr: expect.stringContaining('takes nothing') })
})
