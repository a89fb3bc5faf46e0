import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { decodeAll } from '#tests/support/decoded-sound'
import { wavFile } from '#tests/support/media-fixtures'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { startUnwellStore, type UnwellStore } from '#tests/support/unwell-store'
import { shortSpeech } from '#tests/worker/audio'
import { House, type RecordingRow, type StoredTranscript } from '#tests/worker/house'
import { makeUser } from '#tests/worker/rows'
import type { WorkerProcess } from '#tests/worker/worker-process'

const RATE = 96_000
const isDone = (row: RecordingRow) => row.status === 'done'

describe('a job outlives its storage', { timeout: 300_000 }, () => {
  let unwell: UnwellStore
  let database: TestDatabase
  let house: House
  let worker: WorkerProcess
  /** Some seconds of speech, so many bytes that they are not read at once. */
  let file: Buffer
  let undisturbed: StoredTranscript[]

  beforeAll(async () => {
    unwell = await startUnwellStore()
    database = await makeTestDatabase()
    const { bucket, region, accessKeyId, secretAccessKey } = unwell.server
    house = await House.open(database.url, {
      store: unwell.behind,
      env: {
        STENO_STORAGE: 's3', S3_ENDPOINT: unwell.storage.endpoint, S3_BUCKET: bucket, S3_REGION: region,
        S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey,
      },
    })
    const { samples } = await decodeAll(await readFile(shortSpeech.file))
    const drawn = new Float32Array(samples.length * (RATE / 16_000) * 4).map((_, at) => samples[Math.floor(at / 24)]!)
    file = wavFile({ samples: drawn, rate: RATE, channels: 4 })
    worker = await house.startWorker()
    const id = await house.uploadStream(Readable.from([file]))
    await house.until(id, isDone)
    undisturbed = await house.transcript(id)
    expect(undisturbed.map(({ text }) => text).join(' ').toLowerCase()).toContain(shortSpeech.says)
  })
  afterAll(async () => {
    await house.close()
    await database.drop()
    await unwell.stop()
  })

  it('that fails in the middle of the file: tried again later, to the letter, charged once, and no setback', async () => {
    const userId = await makeUser(house.client)
    // The beginning can be had, and nothing after it.
    const isLater = (range: string | undefined) => Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0) > 0
    unwell.storage.ail({ is: 'refusing', status: 500, code: 'InternalError' }, ({ headers }) => isLater(headers.range))
    const id = await house.uploadStream(Readable.from([file]), userId)
    await vi.waitUntil(() => worker.log().split('waits until storage').length > 1, { timeout: 60_000, interval: 50 })
    expect(await house.row(id)).toMatchObject({ status: expect.stringMatching(/queued|processing/), error_code: null })
    const recoveredAt = performance.now()
    unwell.storage.recover()
    const row = await house.until(id, isDone)
    console.info(`done ${Math.round(performance.now() - recoveredAt)} ms after the storage was well`)
    expect(row).toMatchObject({ setbacks: 0 })
    expect(await house.transcript(id)).toEqual(undisturbed)
    expect(await house.usage(userId)).toEqual({ count: 1, usedMs: Number(row.duration_ms) })
  })

  it('and the worker is still the same', () => {
    process.kill(worker.pid, 0)
  })
})
