import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '#domain/config/config.server'
import { listSteps } from '#domain/pipeline/list-steps.server'
import { deleteRecording } from '#domain/recordings/change-recording.server'
import { correctSegment, listSegments } from '#domain/recordings/segments.server'
import { makeServices, type Services } from '#domain/services/make-services.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { runStep } from '../../worker/pipeline/run-step'
import { indexStep } from '../../worker/steps/index-recording'
import type { WorkerContext } from '../../worker/task'
import { planStepsTask } from '../../worker/tasks/plan-steps'
import { tendSearch, tidyVectors } from '../../worker/tasks/tend-search'
import { makeWorkerMetrics } from '../../worker/worker-metrics'

const test = useDatabase()
const logger = pino({ level: 'silent' })
let dir: string
let services: Services
let ann: string
let id: string

const servicesOf = (env: Record<string, string> = {}): Promise<Services> => makeServices({
  config: parseConfig({ STENO_DATA_DIR: dir, ...env }), db: test.db, metrics: makeMetrics('test', { defaults: false }), logger,
})

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'steno-index-'))
  services = await servicesOf()
})
afterAll(async () => {
  await services.close()
  await rm(dir, { recursive: true })
})
beforeEach(async () => {
  ann = await addUser(test.db)
  id = await addRecording(test.db, ann, { segments: [{ startMs: 0, endMs: 900, text: 'The apples are red.' }] })
})

function worker(using = services) {
  const steps = [indexStep]
  const context = {
    db: test.db, steps, services: using, logger, stopping: new AbortController().signal,
    metrics: makeWorkerMetrics(makeMetrics('test', { defaults: false })),
  } as unknown as WorkerContext
  return {
    async run() {
      await planStepsTask.run({ recordingId: id }, context)
      return runStep(steps, { recordingId: id, step: 'index', key: '' }, context)
    },
    tend: () => tendSearch.run({}, context),
    tidy: () => tidyVectors.run({}, context),
  }
}
const find = async (text: string, using = services) => (await using.search.find({ userId: ann, text })).passages.map((passage) => passage.text)
const row = async () => (await listSteps(test.db, ann, id)).find(({ step }) => step === 'index')

describe('the step that indexes', () => {
  it('makes a transcript findable, and anew after a correction', async () => {
    const { run, tidy } = worker()
    expect(await run()).toBe('done')
    expect(await row()).toMatchObject({ status: 'done', degraded: null, facts: { passages: 1, vectors: 1 } })
    expect(await find('fruit of that colour')).toEqual(['The apples are red.'])
    const [segment] = await listSegments(test.db, ann, id)
    await correctSegment(test.db, ann, id, segment!.id, 'The zebras are striped.')
    expect(await run()).toBe('done')
    expect(await find('zebra')).toEqual(['The zebras are striped.'])
    expect(await tidy()).toBe('done')
    expect(await find('animals with stripes')).toEqual(['The zebras are striped.'])
  })

  it('names what was missing, and upkeep makes up for it', async () => {
    const away = await servicesOf({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', STENO_EMBEDDING_MODEL: 'away' })
    await test.db.execute(sql`delete from embedding_collections`)
    expect(await worker(away).run()).toBe('done')
    expect(await row()).toMatchObject({ status: 'done', degraded: 'embedder_unavailable', facts: { passages: 1, vectors: 0 } })
    expect(await find('apples', away)).toEqual(['The apples are red.'])
    await away.close()
    expect(await worker().tend()).toBe('done')
    expect(await row()).toMatchObject({ degraded: null })
    expect(await find('fruit of that colour')).toEqual(['The apples are red.'])
  })

  it('leaves nothing behind of what is deleted', async () => {
    const { run, tend } = worker()
    await run()
    await deleteRecording(test.db, ann, id)
    await tend()
    for (const table of ['transcript_chunks', 'recording_words', 'embedded_recordings']) {
      const { rows } = await test.db.execute(sql`select from ${sql.identifier(table)} where recording_id = ${id}`)
      expect(rows).toEqual([])
    }
    const { rows } = await test.db.execute(sql`select from vector_deletions`)
    expect(rows).toEqual([])
  })
})
