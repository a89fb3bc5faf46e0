import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadOrCreateMasterKeys, requireMasterKeys, rotateMasterKey } from './master-key.server'

let dir: string
let path: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-keys-'))
  path = join(dir, 'secrets', 'master-keys')
})
afterEach(async () => {
  await rm(dir, { recursive: true, force: true })
})

it('are made once, for the owner alone', async () => {
  const first = await loadOrCreateMasterKeys(path)
  expect(first.current).toHaveLength(32)
  expect(first.previous).toEqual([])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await loadOrCreateMasterKeys(path)).toEqual(first)
})

it('are the same for all that start at once', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => loadOrCreateMasterKeys(path)))
  expect(new Set(all.map(({ current }) => current.toString('hex'))).size).toBe(1)
  expect(await readdir(join(dir, 'secrets'))).toEqual(['master-keys'])
})

it('keep the previous key when rotated', async () => {
  const before = await loadOrCreateMasterKeys(path)
  const after = await rotateMasterKey(path)
  expect(after.current.equals(before.current)).toBe(false)
  expect(after.previous).toEqual([before.current])
  expect(await loadOrCreateMasterKeys(path)).toEqual(after)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

it('are made private, with a word about it, when others could read them', async () => {
  const keys = await loadOrCreateMasterKeys(path)
  await chmod(path, 0o644)
  const warnings: string[] = []
  expect(await loadOrCreateMasterKeys(path, { onWarning: (message) => warnings.push(message) })).toEqual(keys)
  expect(warnings).toEqual([expect.stringContaining(path)])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

it('are read from a file whose mode is another’s to change, as containers are handed it', async () => {
  // Nobody may change the mode of this one, which is no file of keys.
  await expect(requireMasterKeys('/proc/self/stat')).rejects.toMatchObject({ message: expect.stringContaining('64 hexadecimal digits') })
})

it('are asked for where they are expected, and not made, by what must not begin with new ones', async () => {
  await expect(requireMasterKeys(path)).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringContaining(path) })
  expect(await readdir(dir)).toEqual([])
  expect(await loadOrCreateMasterKeys(path)).toEqual(await requireMasterKeys(path))
})

const wrongTexts = ['', '\n', 'hello', 'ab'.repeat(31), `${'ab'.repeat(32)}\nrubbish`]
it.each(wrongTexts)('refuse a file that holds %j', async (text) => {
  await loadOrCreateMasterKeys(path)
  await writeFile(path, text)
  await expect(loadOrCreateMasterKeys(path)).rejects.toMatchObject({ code: 'config_invalid' })
  expect(await readFile(path, 'utf8')).toBe(text)
})
