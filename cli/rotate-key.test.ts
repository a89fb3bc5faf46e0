import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'steno-rotate-'))
})
afterAll(async () => {
  await rm(dataDir, { recursive: true, force: true })
})

const script = ['--import', 'tsx', 'cli/rotate-key.ts']
const options = () => ({ env: { ...process.env, STENO_DATA_DIR: dataDir }, encoding: 'utf8' as const })
const readKeys = async () => (await readFile(join(dataDir, 'secrets', 'master-keys'), 'utf8')).trim().split('\n')

it('puts a new master key before the ones that there are', async () => {
  execFileSync(process.execPath, script, options())
  const before = await readKeys()
  expect(execFileSync(process.execPath, script, options())).toContain('Restart Steno')
  const after = await readKeys()
  expect(after.slice(1)).toEqual(before)
  expect(before).not.toContain(after[0])
})

it('does nothing where it is given a word that it does not know', () => {
  expect(spawnSync(process.execPath, [...script, 'now'], options())).toMatchObject({
    status: 2,
    stderr: 'This command takes nothing. Try --help.\n\nUsage: npm run rotate-key\n',
  })
})
