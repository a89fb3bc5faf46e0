import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { probeMedia } from '#domain/audio/probe-media.server'
import { limits } from '#domain/limits/limits'
import { makeFileStore } from '#domain/storage/file-store.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { settleStoredUploads } from '#domain/uploads/settle-uploads.server'
import { useDatabase } from '#tests/db/use-database'
import { inChunks } from '#tests/support/chunks'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { makeUser, one, originalKey } from '#tests/worker/rows'
import type { WorkerContext } from '../task'
import { makeWorkerMetrics } from '../worker-metrics'
import { reconcile } from './reconcile'

const test = useDatabase()
let dir: string
let store: ObjectStore

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'steno-reconcile-'))
  store = makeFileStore({ dir, masterKeys: { current: Buffer.alloc(32, 7), previous: [] } })
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const run = () =>
  reconcile.run({}, {
    db: test.db,
    store,
    logger: pino({ level: 'silent' }),
    metrics: makeWorkerMetrics(makeMetrics('worker')),
    stopping: new AbortController().signal,
  } as WorkerContext)

const longAgo = (ms: number) => new Date(Date.now() - ms - 1000)

/** An upload whose web process died when all had arrived. */
async function leaveUpload(userId: string, content: Buffer): Promise<{ id: string; key: string }> {
  const { id } = await one<{ id: string }>(test.client,
    `select recording_id as id from sp_check_quota_and_create_recording($1, 'upload', 'en')`, [userId])
  const key = originalKey(userId, id)
  await store.put(key, inChunks(content))
  await test.client.query('update recordings set object_key = $2, bytes = $3 where id = $1', [id, key, content.length])
  return { id, key }
}
const stateOf = (id: string) =>
  one(test.client, 'select status, error_code, total_ms::int as ms from recordings where id = $1', [id])

it('queues uploads that had arrived when their web process died, and refuses what is no recording', async () => {
  const userId = await makeUser(test.client)
  const good = await leaveUpload(userId, wavFile(tone({ hz: 440, ms: 1000 })))
  const bad = await leaveUpload(userId, Buffer.from('Dear reader, this is no recording.\n'.repeat(50)))
  await run()
  expect(await stateOf(good.id)).toMatchObject({ status: 'uploading' })
  for (const { key } of [good, bad]) {
    const time = longAgo(limits.uploadSettleMs)
    await utimes(`${path.join(dir, 'objects', key)}~`, time, time)
  }
  await run()
  expect(await stateOf(good.id)).toEqual({ status: 'queued', error_code: null, ms: 1000 })
  expect(await stateOf(bad.id)).toMatchObject({ status: 'failed', error_code: 'media_not_recognised' })
})

it('leaves uploads alone whose audio is not in this storage', async () => {
  const { id, key } = await leaveUpload(await makeUser(test.client), wavFile(tone({ hz: 440, ms: 1000 })))
  await store.delete(key)
  const tools = { db: test.db, store, probe: probeMedia }
  expect(await settleStoredUploads(tools, new Map())).toBe(0)
  expect(await stateOf(id)).toMatchObject({ status: 'uploading' })
})

it('sweeps up what uploads that died have left in storage', async () => {
  const unfinished = path.join(dir, 'unfinished')
  await mkdir(unfinished, { recursive: true })
  for (const name of ['old', 'new']) await writeFile(path.join(unfinished, name), 'half')
  const time = longAgo(limits.uploadOrphanMs)
  await utimes(path.join(unfinished, 'old'), time, time)
  await run()
  expect(await readdir(unfinished)).toEqual(['new'])
})
