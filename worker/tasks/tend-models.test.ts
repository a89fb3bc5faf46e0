import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findPull, requestModel } from '#domain/admin/models.server'
import { catalogue } from '#domain/models/catalogue'
import { useDatabase } from '#tests/db/use-database'
import { addUser } from '#tests/db/test-accounts'
import type { WorkerContext } from '../task'
import { tendModels } from './tend-models'

const test = useDatabase()
const { id: modelId } = catalogue.find(({ files }) => files.every(({ source }) => source.from === 'url'))!
let pullDir: string

beforeAll(async () => {
  pullDir = await mkdtemp(path.join(os.tmpdir(), 'steno-models-'))
})
afterAll(() => rm(pullDir, { recursive: true, force: true }))

const run = (stopping = new AbortController().signal) =>
  tendModels.run({ modelId }, { db: test.db, pullDir, logger: pino({ level: 'silent' }), stopping } as WorkerContext)

it('fetches and removes what an administrator asked for, and says what went wrong', async () => {
  const actor = { id: await addUser(test.db), email: 'admin@example.org', address: '::1' }
  expect(await run()).toBe('skipped')

  await requestModel(test.db, actor, modelId, 'pull')
  expect(await findPull(test.db, modelId)).toMatchObject({ status: 'queued' })
  const jobs = await test.client.query(`select key from graphile_worker.jobs where task_identifier = 'tend-models'`)
  expect(jobs.rows).toEqual([{ key: `tend-models:${modelId}` }])
  // A worker that is told to stop gives it to another one.
  await expect(run(AbortSignal.abort(new Error('stopping')))).rejects.toThrow('stopping')
  expect(await findPull(test.db, modelId)).toMatchObject({ status: 'running', host: os.hostname() })

  await test.client.query(`update model_pulls set status = 'done'`)
  await mkdir(path.join(pullDir, modelId))
  await writeFile(path.join(pullDir, modelId, 'model.json'), '{}')
  await requestModel(test.db, actor, modelId, 'remove')
  expect(await run()).toBe('done')
  expect(await readdir(pullDir)).toEqual([])
  expect(await findPull(test.db, modelId)).toMatchObject({ status: 'removed' })

  await requestModel(test.db, actor, modelId, 'remove')
  expect(await run()).toBe('failed')
  expect(await findPull(test.db, modelId)).toMatchObject({ status: 'failed', problem: expect.stringContaining('nothing to remove') })
  await expect(requestModel(test.db, actor, '../etc', 'remove')).rejects.toMatchObject({ code: 'model_unknown' })
})
