import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { makeFileStore } from '#domain/storage/file-store.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { startPartServer } from '#tests/support/part-server'
import { describeObjectStore } from './object-store.contract'

let dir: string
let store: ObjectStore
let parts: Awaited<ReturnType<typeof startPartServer>>
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-store-'))
  store = makeFileStore({ dir, masterKeys: { current: Buffer.alloc(32, 7), previous: [] } })
  parts = await startPartServer(store)
})
afterAll(async () => {
  await parts.stop()
  await rm(dir, { recursive: true, force: true })
})

describeObjectStore('folder', async () => ({
  store,
  addressOf: (arrival, part, expiresInMs) => parts.addressOf(arrival, part, expiresInMs),
  countLeftovers: async () => (await readdir(join(dir, 'unfinished')).catch(() => [])).length,
}))
