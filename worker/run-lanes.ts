import { run, parseCronItems, type RunnerOptions, type TaskList } from 'graphile-worker'
import { DAY_MS } from '#domain/limits/units'
import type { Lane, Task, TaskOutcome } from './task'

export interface LanesOptions {
  tasks: readonly Task[]
  /** How many jobs of each lane run at once. */
  jobsAtOnce: Record<Lane, number>
  /** What the lanes share: connections, events, logger. */
  shared: RunnerOptions
  work: (task: Task, payload: unknown) => Promise<TaskOutcome>
  /** Called when a lane can no longer be worked on. */
  onFatal: (error: unknown) => void
}

export interface Lanes {
  /** Takes no more jobs. Resolves when those that run have ended. */
  stop(): Promise<void>
}

/** Connections that graphile-worker keeps for each lane: one that listens, one that asks for jobs and settles them. */
export const CONNECTIONS_PER_LANE = 2

/** Longer than this is no reason to do what is done once a day twice. */
const CATCH_UP_MS = DAY_MS

/**
 * Works on the queue in lanes that never wait for one another: a long line of recordings does not hold up the
 * house-keeping, nor that a recording. graphile-worker gives a runner only jobs of tasks that it knows, so a lane is a
 * runner of its own.
 */
export async function runLanes({ tasks, jobsAtOnce, shared, work, onFatal }: LanesOptions): Promise<Lanes> {
  const names = Object.keys(jobsAtOnce) as Lane[]
  const runners = await Promise.all(
    names.map((lane) => {
      const own = tasks.filter((task) => task.lane === lane)
      const taskList: TaskList = Object.fromEntries(
        own.map((task) => [task.name, async (payload: unknown) => void (await work(task, payload))]),
      )
      const cron = own.flatMap(({ name, cron: match, catchesUp }) =>
        match ? [{ task: name, match, options: { jobKey: name, maxAttempts: 3, backfillPeriod: catchesUp ? CATCH_UP_MS : 0 } }] : [])
      return run({ ...shared, taskList, concurrency: jobsAtOnce[lane], parsedCronItems: parseCronItems(cron) })
    }),
  )
  for (const runner of runners) runner.promise.catch(onFatal)
  return { stop: async () => void (await Promise.all(runners.map((runner) => runner.stop()))) }
}
