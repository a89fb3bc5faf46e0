import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { listDeadLetters } from '#domain/jobs/dead-letters.server'
import { limits } from '#domain/limits/limits'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { startOpenAiServer, type OpenAiStandIn } from '#tests/stand-ins/openai-server'
import { House } from '#tests/worker/house'
import { originalKey } from '#tests/worker/rows'
import type { WorkerProcess } from '#tests/worker/worker-process'

describe('a step whose worker is killed', { timeout: 120_000 }, () => {
  const test = useDatabase()
  let server: OpenAiStandIn
  let house: House
  beforeAll(async () => {
    server = await startOpenAiServer()
    server.fail('hang', { times: Infinity, path: 'embeddings' })
    house = await House.open(test.url)
  })
  afterAll(async () => {
    await house.close()
    await server.close()
  })

  const startWorker = () => house.startWorker({ OPENAI_BASE_URL: server.url, STENO_EMBEDDING_MODEL: 'hangs' })
  const stepOf = async (id: string) => {
    const { rows } = await test.client.query<{ status: string; attempts: number; fence: number }>(
      `select status, attempts, fence::int from recording_steps where recording_id = $1 and step = 'index'`, [id])
    return rows[0]
  }
  const until = (isSo: () => Promise<boolean>) => vi.waitUntil(isSo, { timeout: 30_000, interval: 50 })
  const kill = async (worker: WorkerProcess) => {
    worker.signal('SIGKILL')
    await worker.exited
  }

  it('is taken over and counted, and is a dead letter when that happens too often', async () => {
    const segments = [{ startMs: 0, endMs: 900, text: 'Apples are red.' }]
    const owner = await addUser(test.db)
    const id = await addRecording(test.db, owner, { segments })
    // Workers refuse a storage that has nothing of what the database knows.
    await house.store.put(originalKey(owner, id), Readable.from([Buffer.from('audio')]))
    const first = await startWorker()
    await until(async () => (await stepOf(id))?.fence === 1)
    await kill(first)
    const second = await startWorker()
    await until(async () => (await stepOf(id))?.fence === 2)
    expect(await stepOf(id)).toMatchObject({ status: 'running', attempts: 1 })
    // As if it had ended three more workers.
    await test.client.query(
      `update recording_steps set attempts = $2 where recording_id = $1 and step = 'index'`,
      [id, limits.jobAttemptsMax - 1])
    await kill(second)
    await startWorker()
    await until(async () => (await stepOf(id))?.status === 'failed')
    expect(await listDeadLetters(test.db, 10)).toMatchObject([
      { recordingId: id, step: 'index', errorCode: 'step_broke_off', setbacks: limits.jobAttemptsMax },
    ])
  })
})
