import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { beforeEach } from 'vitest'
import { makeFileStore } from '#domain/storage/file-store.server'
import type { ObjectStore } from '#domain/storage/object-store'

export interface UsedStore {
  readonly store: ObjectStore
  /** Stores something under the key, and answers the key. */
  put(key: string): Promise<string>
}

/** An empty folder store for each test of a file. */
export function useStore(): UsedStore {
  let store: ObjectStore
  beforeEach(async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-objects-'))
    store = makeFileStore({ dir, masterKeys: { current: Buffer.alloc(32, 7), previous: [] } })
    return () => rm(dir, { recursive: true, force: true })
  })
  return {
    get store() { return store },
    put: async (key) => {
      await store.put(key, (async function* () {
        yield Buffer.from('content')
      })())
      return key
    },
  }
}
