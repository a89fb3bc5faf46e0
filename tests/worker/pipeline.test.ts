import { sql } from 'drizzle-orm'
import pino from 'pino'
import { beforeEach, describe, expect, it } from 'vitest'
import { listDeadLetters, replayDeadLetter } from '#domain/jobs/dead-letters.server'
import { mendQueue } from '#domain/jobs/sweeper.server'
import { AppError } from '#domain/errors/app-error'
import { listSteps } from '#domain/pipeline/list-steps.server'
import { requestStep, rerunStep } from '#domain/pipeline/request-step.server'
import { correctSegment, listSegments } from '#domain/recordings/segments.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { findSteps } from '../../worker/pipeline/find-steps'
import { runStep } from '../../worker/pipeline/run-step'
import type { Step, StepRun } from '../../worker/pipeline/step'
import type { WorkerContext } from '../../worker/task'
import { planStepsTask } from '../../worker/tasks/plan-steps'
import { makeWorkerMetrics } from '../../worker/worker-metrics'

const test = useDatabase()
const segments = [{ startMs: 0, endMs: 1000, text: 'Hello there.' }]
let ann: string
let id: string
let stop: AbortController
beforeEach(async () => {
  ann = await addUser(test.db)
  id = await addRecording(test.db, ann, { segments })
  stop = new AbortController()
})

const step = (run: Step['run'], more: Partial<Step> = {}): Step => ({
  id: 'index', inputs: ['transcript'], outputs: ['chunks'], followsEdits: true, keys: () => [''], attemptsMax: 2,
  timeLimitMs: 60_000, run, ...more,
})
const later = (run: Step['run'], more: Partial<Step> = {}) =>
  step(run, { id: 'later', inputs: ['chunks'], outputs: [], ...more })

/** What a worker is, as far as steps see it. */
function worker(steps: Step[]) {
  const context = {
    db: test.db, steps, logger: pino({ level: 'silent' }), metrics: makeWorkerMetrics(makeMetrics('test', { defaults: false })),
    stopping: stop.signal,
  } as unknown as WorkerContext
  return {
    plan: () => planStepsTask.run({ recordingId: id }, context),
    run: (name = 'index', key = '') => runStep(steps, { recordingId: id, step: name, key }, context),
  }
}
const states = async () => Object.fromEntries((await listSteps(test.db, ann, id)).map((run) => [run.step + run.key, run.status]))
const jobs = async (task: string) =>
  (await test.client.query(`select key from graphile_worker.jobs where task_identifier = $1 and key like '%' || $2 || '%'`, [task, id]))
    .rows.map(({ key }) => key as string)
const failing = (code: 'internal' | 'bad_request') => async () => {
  throw new AppError(code, 'It broke.')
}

describe('a transcript that is done', () => {
  it('has its steps planned, and each run when what it needs is there', async () => {
    expect(await jobs('plan-steps')).toHaveLength(1)
    const { plan, run } = worker([step(async () => ({ degraded: 'weak', facts: { chunks: 3 } })), later(async () => ({}))])
    await plan()
    expect(await states()).toEqual({ index: 'queued', later: 'waiting' })
    expect(await jobs('run-step')).toEqual([`run-step:${id}:index:`])
    expect(await run('later')).toBe('skipped')
    expect(await run()).toBe('done')
    await plan()
    expect(await run('later')).toBe('done')
    expect(await states()).toEqual({ index: 'done', later: 'done' })
    const [first] = await listSteps(test.db, ann, id)
    expect(first).toMatchObject({ degraded: 'weak', facts: { chunks: 3 }, progress: 1 })
  })

  it('has its steps in the order of its owner’s plan', async () => {
    const premium = await addRecording(test.db, await addUser(test.db, 'PREMIUM'), { segments })
    const { rows } = await test.client.query<{ key: string; priority: number }>(
      `select key, priority from graphile_worker.jobs where key in ('plan-steps:' || $1, 'plan-steps:' || $2) order by priority`,
      [id, premium])
    expect(rows).toEqual([{ key: `plan-steps:${premium}`, priority: -2 }, { key: `plan-steps:${id}`, priority: 0 }])
  })

  it('has them run again, once, when its words change', async () => {
    const seen: number[] = []
    const { plan, run } = worker([step(async ({ transcriptVersion }) => (seen.push(transcriptVersion), {}))])
    await plan()
    await run()
    await plan()
    expect(await states()).toEqual({ index: 'done' })
    const [segment] = await listSegments(test.db, ann, id)
    await correctSegment(test.db, ann, id, segment!.id, 'Hello here.')
    await plan()
    expect(await states()).toEqual({ index: 'queued' })
    await run()
    expect(seen).toEqual([1, 2])
  })
})

describe('a step that breaks', () => {
  it('is tried again where that may help, then fails with a dead letter, and the transcript stays', async () => {
    const { plan, run } = worker([step(failing('internal')), later(async () => ({}))])
    await plan()
    expect(await run()).toBe('postponed')
    expect(await states()).toMatchObject({ index: 'queued' })
    expect(await run()).toBe('failed')
    await plan()
    expect(await states()).toEqual({ index: 'failed', later: 'skipped' })
    const letters = (await listDeadLetters(test.db, 10)).filter(({ recordingId }) => recordingId === id)
    expect(letters).toMatchObject([{ task: 'run-step', step: 'index', errorCode: 'internal', setbacks: 1 }])
    expect(await listSegments(test.db, ann, id)).toHaveLength(1)
  })

  it('fails at once where trying again cannot help; an administrator can replay it alone', async () => {
    const broken = worker([step(failing('bad_request'))])
    await broken.plan()
    expect(await broken.run()).toBe('failed')
    const [letter] = (await listDeadLetters(test.db, 10)).filter(({ recordingId }) => recordingId === id)
    await replayDeadLetter(test.db, letter!.id)
    expect(await states()).toEqual({ index: 'queued' })
    expect(await worker([step(async () => ({}))]).run()).toBe('done')
    expect((await listDeadLetters(test.db, 10)).filter(({ recordingId }) => recordingId === id)).toEqual([])
  })

  it('is ended at its time limit', async () => {
    const waits = async ({ signal }: StepRun) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    const { plan, run } = worker([step(waits, { timeLimitMs: 20, attemptsMax: 1 })])
    await plan()
    expect(await run()).toBe('failed')
    expect(await listSteps(test.db, ann, id)).toMatchObject([{ errorCode: 'step_timeout' }])
  })

  it('because the server lets no statement take so long has had an attempt, since it would go round for ever', async () => {
    const slow: Step['run'] = () => test.db.transaction(async (tx) => {
      await tx.execute(sql`set local statement_timeout = 20`)
      await tx.execute(sql`select pg_sleep(60)`)
      return {}
    })
    const { plan, run } = worker([step(slow)])
    await plan()
    expect(await run()).toBe('postponed')
    expect(await listSteps(test.db, ann, id)).toMatchObject([{ status: 'queued', attempts: 1 }])
    expect(await run()).toBe('failed')
  })

  it('is nobody’s fault where the worker stops', async () => {
    const { plan, run } = worker([step(async ({ signal }) => {
      stop.abort(new Error('stopping'))
      signal.throwIfAborted()
      return {}
    }, { attemptsMax: 1 })])
    await plan()
    expect(await run()).toBe('given_back')
    expect(await listSteps(test.db, ann, id)).toMatchObject([{ status: 'queued', attempts: 0 }])
  })
})

describe('a step that ends its worker', () => {
  /** Begins a run that stays where it is, as that of a worker that was killed, until `end`. */
  const stuck = async () => {
    let end = () => {}
    const ended = new Promise<void>((resolve) => (end = resolve))
    let begin = () => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const outcome = worker([step(async () => (begin(), await ended, {}), { attemptsMax: 3 })]).run()
    await Promise.race([begun, outcome])
    return { outcome, end }
  }
  const attempts = async () => (await listSteps(test.db, ann, id))[0]?.attempts

  it('counts it, is given time to part from those that fell with it, and ends as a dead letter', async () => {
    await worker([step(async () => ({}))]).plan()
    const [first, second] = [await stuck(), await stuck()]
    expect(await attempts()).toBe(1)
    const third = await stuck()
    expect(await third.outcome).toBe('postponed')
    expect(await listSteps(test.db, ann, id)).toMatchObject([{ status: 'queued', attempts: 2 }])
    const fourth = await stuck()
    expect(await attempts()).toBe(2)
    expect(await (await stuck()).outcome).toBe('failed')
    const letters = (await listDeadLetters(test.db, 10)).filter(({ recordingId }) => recordingId === id)
    expect(letters).toMatchObject([{ task: 'run-step', step: 'index', errorCode: 'step_broke_off', setbacks: 3 }])
    for (const { outcome, end } of [first, second, fourth]) {
      end()
      expect(await outcome).toBe('lost')
    }
  })

  it('forgets about it once a run ends well', async () => {
    await worker([step(async () => ({}))]).plan()
    const first = await stuck()
    expect(await worker([step(async () => ({}))]).run()).toBe('done')
    expect(await attempts()).toBe(0)
    first.end()
    await first.outcome
  })
})

describe('what a run makes', () => {
  const note = (text: string) => async ({ commit, recordingId }: StepRun) => {
    await commit(async (tx) => void (await tx.execute(sql`update recordings set title = ${text} where id = ${recordingId}`)))
    return {}
  }
  const title = async () => (await test.client.query('select title from recordings where id = $1', [id])).rows[0].title as string

  it('is not written where it was asked for anew meanwhile', async () => {
    const { plan, run } = worker([step(async (own) => {
      await requestStep(test.db, { userId: ann, recordingId: id, step: 'index' })
      return note('too late')(own)
    })])
    await plan()
    expect(await run()).toBe('lost')
    expect(await title()).toBe('A talk')
    expect(await states()).toEqual({ index: 'queued' })
  })

  it('is written by the one who took it over where a worker died', async () => {
    const { plan, run } = worker([step(async (own) => {
      expect(await worker([step(note('second'))]).run()).toBe('done')
      return note('first')(own)
    })])
    await plan()
    expect(await run()).toBe('lost')
    expect(await title()).toBe('second')
  })
})

describe('a step by itself', () => {
  it('runs again at its owner’s wish, and only at theirs', async () => {
    const { plan, run } = worker([step(async ({ params }) => ({ facts: params }))])
    await plan()
    await run()
    const eve = await addUser(test.db)
    await expect(rerunStep(test.db, { userId: eve, recordingId: id, step: 'index' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(requestStep(test.db, { userId: eve, recordingId: id, step: 'index' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(rerunStep(test.db, { userId: ann, recordingId: id, step: 'other' })).rejects.toMatchObject({ code: 'not_found' })
    expect(await listSteps(test.db, eve, id)).toEqual([])
    await requestStep(test.db, { userId: ann, recordingId: id, step: 'index', params: { sentences: 3 } })
    await run()
    expect(await listSteps(test.db, ann, id)).toMatchObject([{ status: 'done', facts: { sentences: 3 } }])
    await rerunStep(test.db, { userId: ann, recordingId: id, step: 'index' })
    await run()
    expect(await listSteps(test.db, ann, id)).toMatchObject([{ facts: { sentences: 3 } }])
  })
})

it('what fell out of the queue is put back: plans, and runs', async () => {
  const forget = () => test.client.query('delete from graphile_worker._private_jobs')
  await forget()
  await mendQueue(test.client)
  expect(await jobs('plan-steps')).toHaveLength(1)
  await worker([step(async () => ({}))]).plan()
  await forget()
  await mendQueue(test.client)
  expect(await jobs('run-step')).toHaveLength(1)
  expect(await jobs('plan-steps')).toHaveLength(0)
})

it('the worker finds every step of its folder', async () => {
  const steps = await findSteps()
  for (const found of steps) {
    expect(found.id).toMatch(/^[a-z]+$/)
    expect(found.attemptsMax).toBeGreaterThan(0)
    expect(found.timeLimitMs).toBeGreaterThan(0)
  }
})
