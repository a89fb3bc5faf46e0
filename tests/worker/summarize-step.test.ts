import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { updateProfile } from '#domain/accounts/profile.server'
import { listSteps } from '#domain/pipeline/list-steps.server'
import { requestStep } from '#domain/pipeline/request-step.server'
import { makeProviders, type Providers } from '#domain/providers/make-providers.server'
import { listMonthUsage } from '#domain/providers/usage.server'
import { correctSegment, listSegments } from '#domain/recordings/segments.server'
import { getSummary } from '#domain/summaries/summaries.server'
import { getSummarySettings, updateSummarySettings } from '#domain/summaries/summary-settings.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { type OpenAiStandIn, startOpenAiServer } from '#tests/stand-ins/openai-server'
import { runStep } from '../../worker/pipeline/run-step'
import { summarize } from '../../worker/steps/summarize'
import type { WorkerContext } from '../../worker/task'
import { planStepsTask } from '../../worker/tasks/plan-steps'
import { makeWorkerMetrics } from '../../worker/worker-metrics'

const test = useDatabase()
const segments = Array.from({ length: 20 }, (_, index) => ({
  startMs: index * 3000, endMs: index * 3000 + 2900, text: `The garden has roses, number ${index}, and good soil.`,
}))
const logger = pino({ level: 'silent' })
let server: OpenAiStandIn
let providers: Providers
let ann: string
let id: string

beforeAll(async () => {
  server = await startOpenAiServer()
  providers = makeProviders({
    config: {
      provider: { baseUrl: server.url, apiKey: null },
      llm: { model: 'stand-in', contextTokens: 8000, prices: { input: 1, output: 2 } },
    },
    db: test.db, metrics: makeMetrics('test', { defaults: false }), logger,
  })
})
afterAll(() => server.close())
beforeEach(async () => {
  server.recover()
  server.requests.length = 0
  const point = { text: 'Roses', line: 2 }
  server.answerWith(JSON.stringify({ summary: 'About a garden.', keyPoints: [point], actionItems: [], chapters: [] }))
  ann = await addUser(test.db)
  id = await addRecording(test.db, ann, { segments })
})

const none: Providers = { provider: null, llm: null, countUsage: () => {} }
const metrics = makeMetrics('test', { defaults: false })
const workerMetrics = makeWorkerMetrics(metrics)

async function runOnce(using: Providers = providers) {
  const context = {
    db: test.db, steps: [summarize], services: using, logger, stopping: new AbortController().signal, metrics: workerMetrics,
  } as unknown as WorkerContext
  await planStepsTask.run({ recordingId: id }, context)
  const outcome = await runStep([summarize], { recordingId: id, step: 'summarize', key: '' }, context)
  const [step] = await listSteps(test.db, ann, id)
  return { outcome, degraded: step?.degraded ?? null }
}
const summary = () => getSummary(test.db, ann, id)
async function correct(times: number) {
  for (const { id: segmentId } of (await listSegments(test.db, ann, id)).slice(0, times)) {
    await correctSegment(test.db, ann, id, segmentId, `Corrected ${segmentId}.`)
  }
}

describe('with a language model', () => {
  it('a summary is written in the language of its owner’s pages, and what it costs is counted for them', async () => {
    await updateProfile(test.db, ann, { name: 'Ann', locale: 'vi' })
    expect(await runOnce()).toEqual({ outcome: 'done', degraded: null })
    expect(await summary()).toMatchObject({
      method: 'llm', model: 'stand-in', language: 'vi', short: 'About a garden.',
      keyPoints: [{ text: 'Roses', startMs: 3000, endMs: 5900 }],
    })
    expect(server.requests[0]?.body.messages[0].content).toContain('Write in Vietnamese.')
    await expect.poll(() => listMonthUsage(test.db, ann)).toMatchObject([{ purpose: 'summary', calls: 1 }])
  })

  it('wishes from the settings reach it, and only in their shape', async () => {
    await updateSummarySettings(test.db, ann, { language: 'spoken', instructions: 'Mind the soil.\r\n\u0000' })
    expect(await getSummarySettings(test.db, ann)).toEqual({ language: 'spoken', instructions: 'Mind the soil.' })
    await runOnce()
    expect(server.requests[0]?.body.messages[0].content).toMatch(/language of the transcript[\s\S]*Mind the soil/)
    await expect(updateSummarySettings(test.db, ann, { language: 'tlh', instructions: '' })).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('a few corrections do not have it read again, many do, and asking for it does', async () => {
    await runOnce()
    await correct(1)
    await runOnce()
    expect(server.requests).toHaveLength(1)
    await requestStep(test.db, { userId: ann, recordingId: id, step: 'summarize' })
    await runOnce()
    expect(server.requests).toHaveLength(2)
    await correct(8)
    await runOnce()
    expect(server.requests).toHaveLength(3)
  })

  it('that is down, an extract is made, named and counted', async () => {
    server.fail({ status: 401 }, { times: Infinity })
    expect(await runOnce()).toEqual({ outcome: 'done', degraded: 'llm_unavailable' })
    expect(await summary()).toMatchObject({ method: 'extractive', model: null })
    expect((await metrics.render()).text).toMatch(/steno_\w*degraded\w*\{[^}]*llm_unavailable[^}]*\} \d/)
  })

  it('that is down later, what it wrote stays', async () => {
    await runOnce()
    server.fail({ status: 401 }, { times: Infinity })
    await requestStep(test.db, { userId: ann, recordingId: id, step: 'summarize' })
    expect(await runOnce()).toEqual({ outcome: 'done', degraded: 'llm_unavailable' })
    expect(await summary()).toMatchObject({ method: 'llm', short: 'About a garden.' })
  })
})

describe('without a language model', () => {
  it('the summary is in the recording’s own words, and says so', async () => {
    expect(await runOnce(none)).toEqual({ outcome: 'done', degraded: 'llm_not_configured' })
    expect((await summary())?.short).toContain('The garden has roses')
    expect(server.requests).toHaveLength(0)
  })

  it('it follows every correction', async () => {
    await runOnce(none)
    await correct(20)
    await runOnce(none)
    expect((await summary())?.short).toContain('Corrected')
  })
})

it('shows nobody else’s summary', async () => {
  await runOnce(none)
  expect(await summary()).not.toBeNull()
  expect(await getSummary(test.db, await addUser(test.db), id)).toBeNull()
})
