import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { listSnapshots, requireSnapshot, tableFile } from '#domain/backup/backup-folder.server'
import { placeSecrets } from '#domain/backup/place-secrets.server'
import { restoreBackup } from '#domain/backup/restore-backup.server'
import { inChunks } from '#tests/support/chunks'
import { connect, one } from '#tests/worker/rows'
import { allRows } from './place'
import { passphrase, signal, useInstallation } from './use-installation'

const house = useInstallation()

describe('a restore refuses', () => {
  let from: string
  let changed: string
  beforeAll(async () => {
    from = path.join(house.dir, 'good')
    await house.backUp(from)
  })
  const refused = async (place: string, database: string, backup: string, sentence: RegExp) =>
    expect(house.restore(backup, house.place(place), database)).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringMatching(sentence) })
  /** A copy of the backup, to be spoilt. */
  const spoil = async (name: string, how: (snapshotDir: string) => Promise<void>) => {
    changed = path.join(house.dir, name)
    await cp(from, changed, { recursive: true })
    await how((await listSnapshots(changed))[0]!.dir)
    return changed
  }

  it('an installation that holds something, which stays as it is', async () => {
    const before = await allRows(house.test.url)
    await refused('a', house.test.url, from, /holds an installation already/)
    expect(await allRows(house.test.url)).toEqual(before)
    const target = house.place('b')
    await placeSecrets(await requireSnapshot(from, null), target.dataDir, passphrase)
    await (await target.store()).put('recordings/a/b/original', inChunks(Buffer.from('x')))
    await refused('b', await house.bareDatabase(), from, /storage holds objects already/)
  })

  it('what a newer Steno wrote, and what is damaged, before it touches anything', async () => {
    const url = await house.bareDatabase()
    const newer = await spoil('newer', async (snapshot) => {
      const file = path.join(snapshot, 'manifest.json')
      const manifest = JSON.parse(await readFile(file, 'utf8')) as { schemaVersion: number }
      await writeFile(file, JSON.stringify({ ...manifest, schemaVersion: manifest.schemaVersion + 1 }))
    })
    await refused('c', url, newer, /newer version of Steno/)
    await refused('c', url, await spoil('damaged', (snapshot) => appendFile(tableFile(snapshot, 'users'), 'x')), /damaged or missing/)
    await refused('c', url, await spoil('cut', (snapshot) => rm(tableFile(snapshot, 'segments'))), /damaged or missing/)
    const client = await connect(url)
    expect(await one(client, `select to_regclass('public.users') as users`)).toEqual({ users: null })
    await client.end()
  })

  it('other keys and another passphrase', async () => {
    const other = house.place('d')
    await other.store()
    await refused('d', 'postgres://unused', from, /is there already, and is another one/)
    const snapshot = await requireSnapshot(from, null)
    await expect(placeSecrets(snapshot, path.join(house.dir, 'e'), 'another phrase of the tests')).rejects.toMatchObject({ code: 'config_invalid' })
    await expect(placeSecrets(snapshot, path.join(house.dir, 'e'), null)).rejects.toMatchObject({ message: expect.stringContaining('--passphrase-file') })
    const store = await other.store()
    await expect(restoreBackup({
      snapshot, from, databaseUrl: await house.bareDatabase(), store, masterKeysFile: other.masterKeysFile, signal, say: () => {},
    })).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringContaining('master key') })
  })

  it('a folder without a whole backup', async () => {
    const part = await spoil('part', (snapshot) => rm(path.join(snapshot, 'manifest.json')))
    await expect(requireSnapshot(part, null)).rejects.toMatchObject({ code: 'config_invalid' })
    await expect(requireSnapshot(from, '../x')).rejects.toMatchObject({ code: 'config_invalid' })
  })
})
