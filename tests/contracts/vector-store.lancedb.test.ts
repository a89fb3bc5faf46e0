import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { makeLanceStore } from '#domain/search/lance-store.server'
import { describeVectorStore } from './vector-store.contract'

let folder: string
afterAll(() => rm(folder, { recursive: true, force: true }))

describeVectorStore('LanceDB', async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'steno-vectors-'))
  const file = path.join(folder, 'no-folder')
  await writeFile(file, '')
  return {
    store: makeLanceStore(folder),
    openAgain: () => makeLanceStore(folder),
    openBroken: () => makeLanceStore(path.join(file, 'vectors')),
  }
})
