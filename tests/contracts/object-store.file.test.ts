import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { makeFileStore } from '#domain/storage/file-store.server'
import { describeObjectStore } from './object-store.contract'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-store-'))
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

describeObjectStore('folder', async () => ({
  store: makeFileStore({ dir, masterKeys: { current: Buffer.alloc(32, 7), previous: [] } }),
  countLeftovers: async () => (await readdir(join(dir, 'unfinished')).catch(() => [])).length,
}))
