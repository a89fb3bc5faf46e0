import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureSecrets } from './secrets.server'

let dataDir: string
beforeEach(async () => void (dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-secrets-'))))
afterEach(() => rm(dataDir, { recursive: true }))

const modeOf = async (...names: string[]) => (await stat(path.join(dataDir, ...names))).mode & 0o777

it('makes secrets once, for the owner alone', async () => {
  const first = await ensureSecrets({ dataDir, secret: null })
  expect(first.secret).not.toBe(first.databasePassword)
  expect(first.secret.length).toBeGreaterThanOrEqual(32)
  expect(await ensureSecrets({ dataDir, secret: null })).toEqual(first)
  expect(await modeOf('secrets')).toBe(0o700)
  expect(await modeOf('secrets', 'session-secret')).toBe(0o600)
  expect(await modeOf('secrets', 'database-password')).toBe(0o600)
  expect((await readdir(path.join(dataDir, 'secrets'))).sort()).toEqual(['database-password', 'session-secret'])
})

it('closes a folder that stood open', async () => {
  await ensureSecrets({ dataDir, secret: null })
  await chmod(path.join(dataDir, 'secrets'), 0o755)
  await ensureSecrets({ dataDir, secret: null })
  expect(await modeOf('secrets')).toBe(0o700)
})

it('prefers the secret that is given', async () => {
  const given = 'g'.repeat(40)
  expect((await ensureSecrets({ dataDir, secret: given })).secret).toBe(given)
})

it('agrees with others that start at the same time', async () => {
  const file = path.join(import.meta.dirname, 'secrets.server.ts')
  const script = `import { ensureSecrets } from ${JSON.stringify(file)}
    void ensureSecrets({ dataDir: ${JSON.stringify(
      dataDir,
    )}, secret: null }).then((s) => console.log(JSON.stringify(s)))`
  const run = () => promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script])
  const outputs = await Promise.all([run(), run(), run()])
  expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1)
  const inProcess = await Promise.all(Array.from({ length: 20 }, () => ensureSecrets({ dataDir, secret: null })))
  expect(new Set([...inProcess.map((s) => JSON.stringify(s) + '\n'), outputs[0]?.stdout]).size).toBe(1)
})

it('refuses a damaged secret instead of replacing it', async () => {
  await ensureSecrets({ dataDir, secret: null })
  await writeFile(path.join(dataDir, 'secrets', 'session-secret'), 'short')
  await expect(ensureSecrets({ dataDir, secret: null })).rejects.toThrow('is damaged')
})
