import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { savePlace } from '#db/embedded/place.server'
import { readyMessage } from './ready-message'

it('says where the database lies, where that is not in the data folder', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-ready-'))
  try {
    const said = (databaseUrl: string | null) => readyMessage({ publicUrl: 'http://localhost:3000', dataDir, databaseUrl })
    await savePlace(dataDir, { dir: path.join(dataDir, 'postgres') })
    expect(await said(null)).toContain(`(Its data lies in ${dataDir}; Ctrl-C`)
    await savePlace(dataDir, { dir: '/var/lib/steno/0123' })
    expect(await said(null)).toContain(`(Its data lies in ${dataDir}, its database in /var/lib/steno/0123; Ctrl-C`)
    expect(await said('postgres://elsewhere')).toContain(`(Its data lies in ${dataDir}; Ctrl-C`)
  } finally {
    await rm(dataDir, { recursive: true })
  }
})
