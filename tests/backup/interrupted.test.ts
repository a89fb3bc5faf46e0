import { cpSync, watch } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { listSnapshots, requireSnapshot, snapshotsDir } from '#domain/backup/backup-folder.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { allRows, contentOf } from './place'
import { audio, useInstallation } from './use-installation'

const house = useInstallation()

it('is no backup at whatever moment it ends, and the next one is whole', async () => {
  const to = path.join(house.dir, 'stopped')
  // What a kill at this moment would leave.
  const left: string[] = []
  const look = () => {
    const copy = `${to}-${left.length}`
    cpSync(to, copy, { recursive: true })
    left.push(copy)
  }
  const store = await house.source.store()
  const watched: ObjectStore = { ...store, read: async (key, range) => (look(), store.read(key, range)) }
  await house.backUp(to, { store: watched, say: look })
  // Before each of the three objects that rows stand for, after the tables, and after the objects.
  expect(left.length).toBeGreaterThanOrEqual(5)
  for (const folder of left) {
    expect(await readdir(snapshotsDir(folder))).toEqual([expect.stringMatching(/\.part$/)])
    expect(await listSnapshots(folder)).toEqual([])
    await expect(requireSnapshot(folder, null)).rejects.toMatchObject({ code: 'config_invalid' })
  }

  const folder = left.at(-1)!
  await house.backUp(folder)
  expect(await readdir(snapshotsDir(folder))).toEqual([(await requireSnapshot(folder, null)).name])
  const target = house.place('after-all')
  const url = await house.bareDatabase()
  await house.restore(folder, target, url)
  expect((await allRows(url)).segments).toEqual((await allRows(house.test.url)).segments)
  expect(await contentOf(await target.store(), `recordings/${house.userId}/${house.recordingId}/original`)).toEqual(audio)
})

it('leaves nothing that looks whole when the process is killed, and nothing that holds up the next', async () => {
  // A store that takes the request for the first object, and never answers.
  let asked = () => {}
  const wasAsked = new Promise<void>((resolve) => (asked = resolve))
  const silent = createServer(asked).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const to = path.join(house.dir, 'killed')
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/backup.ts', '--to', to], {
    env: {
      NODE_ENV: 'test', PATH: process.env.PATH, STENO_DATA_DIR: house.source.dataDir, DATABASE_URL: house.test.url, STENO_STORAGE: 's3', S3_BUCKET: 'b',
      S3_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`, S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b',
    },
  })
  await wasAsked
  child.kill('SIGKILL')
  await once(child, 'exit')
  silent.closeAllConnections()
  silent.close()
  await expect(requireSnapshot(to, null)).rejects.toMatchObject({ code: 'config_invalid' })
  // Its connection holds the lock until PostgreSQL sees that it is gone.
  const next = await vi.waitFor(() => house.backUp(to), { timeout: 60_000 })
  expect(next.manifest.objects.count).toBe(2)
  expect(await readdir(snapshotsDir(to))).toHaveLength(1)
})

it('takes an old snapshot apart only once that does not look whole any more', async () => {
  const to = path.join(house.dir, 'pruned')
  const { name } = await house.backUp(to)
  const names = new Set<string | null>()
  const watcher = watch(snapshotsDir(to), (_event, entry) => void names.add(entry))
  await house.backUp(to, { keep: 1 })
  await expect.poll(() => [...names], { timeout: 60_000 }).toContain(`${name}.part`)
  watcher.close()
  expect(await readdir(snapshotsDir(to))).not.toContain(name)
})
