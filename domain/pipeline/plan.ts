/** What steps read and make. */
export type Artefact = 'transcript' | 'chunks' | 'summary' | 'translation' | 'delivery'

/** A step as planning sees it. */
export interface PlannedStep {
  id: string
  inputs: readonly Artefact[]
  outputs: readonly Artefact[]
  runsAfterFailure?: true
  followsEdits: boolean
  /** The runs that this recording shall have. */
  keys: readonly string[]
}

export interface StepRunId {
  step: string
  key: string
}

/** A run as it stands. */
export interface StepRunState extends StepRunId {
  status: 'waiting' | 'queued' | 'running' | 'done' | 'failed' | 'skipped'
  transcriptVersion: number
}

export interface Plan {
  /** Runs that must wait for others; those that are not there yet begin so. */
  wait: StepRunId[]
  queue: StepRunId[]
  /** What they need could not be made. */
  skip: StepRunId[]
}

const ended = new Set(['done', 'failed', 'skipped'])

/**
 * What is to be done next for a recording whose transcript has the version. Runs that are under way are left alone; when
 * they end, the plan is made anew.
 */
export function planSteps(steps: readonly PlannedStep[], runs: readonly StepRunState[], version: number): Plan {
  const states = steps.map((step) => ({ step, runs: runsOf(step, runs, version) }))
  const plan: Plan = { wait: [], queue: [], skip: [] }
  // A run that is skipped here may be what another waits for.
  for (const { step, runs: own } of inOrder(states)) {
    const makers = states.filter((other) => other.step !== step && other.step.outputs.some((made) => step.inputs.includes(made)))
    const needed = makers.flatMap((maker) => maker.runs)
    for (const run of own) {
      if (run.status !== 'waiting') continue
      const { step: id, key } = run
      if (needed.some(({ status }) => !ended.has(status))) plan.wait.push({ step: id, key })
      else if (!step.runsAfterFailure && needed.some(({ status }) => status !== 'done')) {
        run.status = 'skipped'
        plan.skip.push({ step: id, key })
      } else {
        run.status = 'queued'
        plan.queue.push({ step: id, key })
      }
    }
  }
  return plan
}

function runsOf(step: PlannedStep, runs: readonly StepRunState[], version: number): StepRunState[] {
  const own = runs.filter((run) => run.step === step.id)
  const fresh = step.keys.filter((key) => !own.some((run) => run.key === key))
  return [
    ...own.map((run) => (isStale(step, run, version) ? { ...run, status: 'waiting' as const } : { ...run })),
    ...fresh.map((key) => ({ step: step.id, key, status: 'waiting' as const, transcriptVersion: version })),
  ]
}

function isStale(step: PlannedStep, run: StepRunState, version: number): boolean {
  return step.followsEdits && ended.has(run.status) && run.transcriptVersion !== version
}

type Stated = { step: PlannedStep; runs: StepRunState[] }

/** Makers before those who need what they make. Throws where steps wait for one another in a circle. */
function inOrder(states: readonly Stated[]): Stated[] {
  const done: Stated[] = []
  const left = [...states]
  while (left.length > 0) {
    const next = left.findIndex(({ step }) =>
      !left.some((other) => other.step !== step && other.step.outputs.some((made) => step.inputs.includes(made))))
    if (next < 0) throw new Error(`These steps wait for one another: ${left.map(({ step }) => step.id).join(', ')}.`)
    done.push(...left.splice(next, 1))
  }
  return done
}
