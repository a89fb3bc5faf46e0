import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseConfig } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { claimStore } from '#domain/jobs/claim-store.server'
import { isOwnStore } from '#domain/jobs/own-store.server'
import { EXIT_CONFIG } from '#domain/lifecycle/run-main.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { useDatabase } from '#tests/db/use-database'

const root = fileURLToPath(new URL('../..', import.meta.url))
const first = useDatabase()
const second = useDatabase()
let dataDir: string
let store: ObjectStore

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-second-'))
  const config = parseConfig({ STENO_DATA_DIR: dataDir })
  const { masterKeysFile } = await ensureSecrets(config)
  store = await openObjectStore(config.storage, masterKeysFile, () => undefined)
  await claimStore({ db: first.db, store, adopt: null })
})
afterAll(() => rm(dataDir, { recursive: true, force: true }))

it.each(['app/main.ts', 'worker/main.ts'])('%s of a second installation on one storage refuses to start', async (file) => {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      NODE_ENV: 'production', PATH: process.env.PATH, HOME: process.env.HOME, STENO_LOG_FORMAT: 'json',
      DATABASE_URL: second.url, STENO_DATA_DIR: dataDir, STENO_RECOGNIZER_THREADS: '1',
    },
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(EXIT_CONFIG)
  expect(said.trim().split('\n')).toEqual([
    expect.stringMatching(/^The storage belongs to another database: .* start once with STENO_ADOPT_STORAGE=[0-9a-f-]{36}\.$/),
  ])
  expect(await isOwnStore(first.db, store)).toBe(true)
})
