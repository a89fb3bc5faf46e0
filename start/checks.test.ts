import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { pickPort } from '#db/embedded/free-port.server'
import { checkDataDir, checkPorts } from './checks'

let base: string
beforeEach(async () => void (base = await mkdtemp(path.join(os.tmpdir(), 'steno-checks-'))))
afterEach(() => rm(base, { recursive: true, force: true }))

it('makes the data folder with all above it', async () => {
  const dataDir = path.join(base, 'a', 'b')
  await checkDataDir(dataDir)
  expect((await stat(dataDir)).isDirectory()).toBe(true)
})

it('says how much room is missing', async () => {
  await expect(checkDataDir(base, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
    code: 'storage_full',
    message: expect.stringMatching(/has less than [\d.,]+ .B free: free some room, or set STENO_DATA_DIR/),
  })
})

it('does not hang where no folder can be made', async () => {
  await expect(checkDataDir('/proc/steno/data')).rejects.toThrow('STENO_DATA_DIR')
})

it('gives a port that is about to become free some seconds, and names one that stays taken', async () => {
  const host = '127.0.0.1'
  const config = { host, webPort: await pickPort(), livePort: await pickPort(), workerPort: await pickPort() }
  const leftOver = createServer().listen(config.workerPort, host)
  await once(leftOver, 'listening')
  await expect(checkPorts(config, 0)).rejects.toThrow('STENO_WORKER_PORT')
  setTimeout(() => leftOver.close(), 300)
  await checkPorts(config, 10_000)
  expect(leftOver.listening).toBe(false)
})
