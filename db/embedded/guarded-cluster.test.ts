import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type GuardedCluster, startGuardedCluster } from './guarded-cluster.server'
import { waitUntilGone } from './old-postmaster.server'

let base: string
beforeEach(async () => {
  base = await mkdtemp(path.join(os.tmpdir(), 'steno-guard-'))
  await chmod(base, 0o711)
})
afterEach(() => rm(base, { recursive: true, force: true }))

const startOf = (throwAway: boolean) => ({
  cluster: { dataDir: path.join(base, 'data'), password: 'p', durable: false, graceMs: 5000 },
  throwAway,
})
const GONE_MS = 30_000

it('starts and stops', async () => {
  const cluster = await startGuardedCluster(startOf(false), () => undefined)
  await cluster.stop()
  expect(await waitUntilGone(cluster.pid, 0)).toBe(true)
  expect(await waitUntilGone(cluster.guardPid, 0)).toBe(true)
})

it('tells why it cannot start', async () => {
  await writeFile(path.join(base, 'data'), 'a file, not a folder')
  await expect(startGuardedCluster(startOf(false), () => undefined)).rejects.toThrow(/EEXIST|ENOTDIR/)
})

it('tells when the database ends by itself', async () => {
  const cluster = await startGuardedCluster(startOf(false), () => undefined)
  process.kill(cluster.pid, 'SIGKILL')
  expect(await cluster.exited).toBe('PostgreSQL ended (SIGKILL).')
})

it('stops the database when its owner is killed, and removes one that was thrown away', async () => {
  const file = path.join(base, 'owner.mts')
  await writeFile(
    file,
    `
    import { startGuardedCluster } from ${JSON.stringify(path.join(import.meta.dirname, 'guarded-cluster.server.ts'))}
    void startGuardedCluster(${JSON.stringify(startOf(true))}, () => undefined).then((cluster) => process.send(cluster))
  `,
  )
  const owner = fork(file, [], { execArgv: ['--import', 'tsx'] })
  const [cluster] = (await once(owner, 'message')) as [Pick<GuardedCluster, 'pid' | 'guardPid'>]
  owner.kill('SIGKILL')
  expect(await waitUntilGone(cluster.pid, GONE_MS)).toBe(true)
  expect(await waitUntilGone(cluster.guardPid, GONE_MS)).toBe(true)
  await expect(stat(path.join(base, 'data'))).rejects.toThrow('ENOENT')
})

it('leaves nothing when its owner is killed during the start', async () => {
  const file = path.join(base, 'owner.mts')
  await writeFile(
    file,
    `
    import { startGuardedCluster } from ${JSON.stringify(path.join(import.meta.dirname, 'guarded-cluster.server.ts'))}
    void startGuardedCluster(${JSON.stringify(startOf(true))}, () => undefined)
    process.send('started')
  `,
  )
  const owner = fork(file, [], { execArgv: ['--import', 'tsx'] })
  await once(owner, 'message')
  const { stdout: guardPid } = await promisify(execFile)('pgrep', ['-P', String(owner.pid), '-f', 'guard/main'])
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  expect(await waitUntilGone(Number(guardPid), GONE_MS)).toBe(true)
  await expect(stat(path.join(base, 'data'))).rejects.toThrow('ENOENT')
})
