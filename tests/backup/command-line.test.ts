import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { requireSnapshot } from '#domain/backup/backup-folder.server'
import { passphrase, useInstallation } from './use-installation'

const house = useInstallation()

describe('from the command line', () => {
  const run = (script: string, args: string[], env: Record<string, string>) =>
    spawnSync(process.execPath, ['--import', 'tsx', `cli/${script}.ts`, ...args], {
      env: { ...process.env, DATABASE_URL: '', ...env }, encoding: 'utf8',
    })

  it('a backup goes into an embedded installation, and that into another backup, the same', async () => {
    const phrase = path.join(house.dir, 'phrase')
    await writeFile(phrase, `${passphrase}\n`)
    const [to, again, dataDir] = ['cli', 'cli-again', 'embedded'].map((name) => path.join(house.dir, name)) as [string, string, string]
    const first = run('backup', ['--to', to, '--passphrase-file', phrase], { STENO_DATA_DIR: house.source.dataDir, DATABASE_URL: house.test.url })
    expect([first.status, first.stdout, first.stderr]).toEqual([0, expect.stringContaining(to), expect.stringContaining('2 objects')])
    const restored = run('restore', ['--from', to, '--passphrase-file', phrase], { STENO_DATA_DIR: dataDir })
    expect([restored.status, restored.stderr]).toEqual([0, expect.stringContaining('objects are restored')])
    expect(restored.stdout).toContain(`Restored into the data folder ${dataDir}, the embedded database`)
    // The database's user, another one where root restores, passes through it.
    if (process.getuid?.() === 0) expect((await stat(dataDir)).mode & 0o777).toBe(0o711)
    const second = run('backup', ['--to', again], { STENO_DATA_DIR: dataDir })
    expect([second.status, second.stderr]).toEqual([0, expect.stringContaining('holds no keys')])
    const rowsOf = async (backup: string) =>
      Object.fromEntries((await requireSnapshot(backup, null)).manifest.tables.map(({ name, rows }) => [name, rows]))
    // Each place has facts of its own about itself.
    const { plans: _, installation: __, ...same } = await rowsOf(again)
    expect(await rowsOf(to)).toMatchObject(same)
    expect(run('restore', ['--from', to, '--passphrase-file', phrase], { STENO_DATA_DIR: dataDir }))
      .toMatchObject({ status: 1, stderr: expect.stringContaining('holds an installation already') })
  })

  it('nothing is backed up, and nothing made, where there is no installation', async () => {
    const [to, dataDir] = ['stray-backup', 'stray-data'].map((name) => path.join(house.dir, name)) as [string, string]
    expect(run('backup', ['--to', to], { STENO_DATA_DIR: dataDir }))
      .toMatchObject({ status: 1, stderr: expect.stringContaining(`no installation in ${dataDir}`) })
    await expect(house.backUp(to, { databaseUrl: await house.bareDatabase() }))
      .rejects.toMatchObject({ code: 'config_invalid', message: expect.stringContaining('holds no installation') })
    expect([to, dataDir].filter((made) => existsSync(made))).toEqual([])
  })

  it('a wrong line is told what is right', () => {
    expect(run('backup', [], {})).toMatchObject({ status: 2, stderr: expect.stringContaining('--to DIR') })
    expect(run('backup', ['--to', 'x', '--keep', '0'], {})).toMatchObject({ status: 2 })
    expect(run('restore', ['--form', 'x'], {})).toMatchObject({ status: 2 })
    expect(run('restore', ['--from', path.join(house.dir, 'nothing')], {})).toMatchObject({ status: 1, stderr: expect.stringContaining('no whole backup') })
  })
})
