import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EXIT_CONFIG } from './run-main.server'

const root = fileURLToPath(new URL('../..', import.meta.url))
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-hopeless-'))
  await mkdir(path.join(dataDir, 'secrets'))
  await writeFile(path.join(dataDir, 'secrets', 'master-keys'), 'damaged\n', { mode: 0o600 })
})
afterAll(() => rm(dataDir, { recursive: true }))

it.each(['app/main.ts', 'worker/main.ts'])('%s ends in one sentence where starting again is hopeless', async (file) => {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      NODE_ENV: 'production', PATH: process.env.PATH, HOME: process.env.HOME, STENO_LOG_FORMAT: 'json',
      DATABASE_URL: 'postgres://127.0.0.1:1/none', STENO_DATA_DIR: dataDir,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect(said.trim().split('\n')).toEqual([expect.stringContaining('master-keys')])
  expect(code).toBe(EXIT_CONFIG)
}, 60_000)
