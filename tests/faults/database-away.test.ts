import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGuardedCluster, type GuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { cutSpeech, type Speech } from '#tests/worker/audio'
import { House, type RecordingRow, type StoredTranscript } from '#tests/worker/house'
import { makeUser } from '#tests/worker/rows'
import type { WorkerProcess } from '#tests/worker/worker-process'

const isDone = (row: RecordingRow) => row.status === 'done'

describe('a job outlives its database', { timeout: 300_000 }, () => {
  let dataDir: string
  let cluster: GuardedCluster
  let house: House
  let worker: WorkerProcess
  let speech: Speech
  let undisturbed: StoredTranscript[]

  const startCluster = () =>
    startGuardedCluster({ cluster: { dataDir, password: 'test-only', durable: false, graceMs: 5000 }, throwAway: false }, () => undefined)

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-away-'))
    cluster = await startCluster()
    await migrate(cluster.url)
    house = await House.open(cluster.url)
    worker = await house.startWorker()
    speech = await cutSpeech(dataDir, 80_000)
    const id = await house.upload(speech.file)
    await house.until(id, isDone)
    undisturbed = await house.transcript(id)
    expect(undisturbed.length).toBeGreaterThan(5)
  })
  afterAll(async () => {
    await house.close()
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  it.each([
    ['stopped and started', () => cluster.stop()],
    ['killed and started', async () => {
      process.kill(cluster.pid, 'SIGKILL')
      await cluster.exited
    }],
  ])('%s in the middle of it, to the letter, at no setback', async (_how, end) => {
    const userId = await makeUser(house.client)
    const id = await house.upload(speech.file, userId)
    await house.untilCheckpoints(id, 2)
    const { url } = cluster
    await end()
    // Longer than a silent worker is given: nobody may be blamed for PostgreSQL's absence.
    await sleep(3000)
    cluster = await startCluster()
    expect(cluster.url).toBe(url)
    await house.reconnect()
    const row = await house.until(id, isDone)
    expect(await house.transcript(id)).toEqual(undisturbed)
    expect(row).toMatchObject({ setbacks: 0, fence: '1' })
    expect(await house.usage(userId)).toEqual({ count: 1, usedMs: Number(row.duration_ms) })
    const jobs = `select from graphile_worker.jobs where task_identifier = 'transcribe'`
    while ((await house.client.query(jobs)).rowCount !== 0) await sleep(50)
    expect(worker.log()).toContain('the database is away')
  })

  it('and the worker is still the same, and well', async () => {
    process.kill(worker.pid, 0)
    expect((await fetch(`http://127.0.0.1:${worker.port}/readyz`)).status).toBe(200)
  })
})
