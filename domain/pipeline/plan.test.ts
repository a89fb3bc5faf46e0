import { expect, it } from 'vitest'
import { planSteps, type PlannedStep, type StepRunState } from './plan'

const step = (id: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  id, inputs: ['transcript'], outputs: [], followsEdits: true, keys: [''], ...more,
})
const run = (id: string, status: StepRunState['status'], transcriptVersion = 1, key = ''): StepRunState => ({
  step: id, key, status, transcriptVersion,
})
const index = step('index', { outputs: ['chunks'] })
const notify = step('notify', { inputs: ['chunks'], outputs: ['delivery'], followsEdits: false, runsAfterFailure: true })
const related = step('related', { inputs: ['chunks'] })
const at = (id: string, key = '') => ({ step: id, key })

it('queues what needs only the transcript, and has others wait for what they need', () => {
  expect(planSteps([notify, index], [], 1)).toEqual({ wait: [at('notify')], queue: [at('index')], skip: [] })
  expect(planSteps([notify, index], [run('index', 'running'), run('notify', 'waiting')], 1))
    .toEqual({ wait: [at('notify')], queue: [], skip: [] })
})

it('goes on once what they need is there', () => {
  expect(planSteps([notify, index], [run('index', 'done'), run('notify', 'waiting')], 1).queue).toEqual([at('notify')])
})

it('skips what cannot be made, except where it runs after failures too', () => {
  const plan = planSteps([index, notify, related], [run('index', 'failed')], 1)
  expect(plan).toEqual({ wait: [], queue: [at('notify')], skip: [at('related')] })
})

it('runs again what follows edits, and lets what waits for it wait', () => {
  const runs = [run('index', 'done', 1), run('related', 'done', 1), run('notify', 'done', 1)]
  expect(planSteps([index, notify, related], runs, 2)).toEqual({ wait: [at('related')], queue: [at('index')], skip: [] })
})

it('leaves alone what is under way, whatever transcript it reads', () => {
  expect(planSteps([index], [run('index', 'running', 1)], 2)).toEqual({ wait: [], queue: [], skip: [] })
})

it('has one run for each key, those that were asked for once among them', () => {
  const translate = step('translate', { keys: ['vi'] })
  expect(planSteps([translate], [run('translate', 'done', 1, 'ja')], 2).queue).toEqual([at('translate', 'ja'), at('translate', 'vi')])
})

it('refuses steps that wait for one another', () => {
  const [a, b] = [step('a', { inputs: ['chunks'], outputs: ['summary'] }), step('b', { inputs: ['summary'], outputs: ['chunks'] })]
  expect(() => planSteps([a, b], [], 1)).toThrow('These steps wait for one another: a, b.')
})
