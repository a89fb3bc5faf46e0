import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeFileSource } from './file-source.server'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'steno-file-source-'))))
afterAll(() => rm(folder, { recursive: true }))

it('reads ranges, cut at the end of the file', async () => {
  const path = join(folder, 'digits')
  await writeFile(path, '0123456789')
  const source = await makeFileSource(path)
  const read = async (start: number, end: number) => Buffer.from(await source.read(start, end)).toString()
  expect(source.bytes).toBe(10)
  expect([await read(0, 3), await read(8, 20), await read(20, 30)]).toEqual(['012', '89', ''])
  await truncate(path, 5)
  expect(await read(3, 8)).toBe('34')
  await source.close()
})

it('fails where there is no file', async () => {
  await expect(makeFileSource(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' })
})
