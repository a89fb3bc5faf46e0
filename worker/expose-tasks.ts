import type { TaskFacts } from '#domain/jobs/task-facts.server'
import type { Metrics } from '#domain/telemetry/metrics.server'
import { exposeEach } from './expose-each'

/** How the jobs stand by kind; every worker tells the same. */
export function exposeTasks(metrics: Metrics, tasks: readonly string[], listTaskFacts: () => Promise<TaskFacts[]>): void {
  exposeEach(metrics, { label: 'task', names: tasks, load: listTaskFacts, nameOf: ({ task }) => task }, [
    {
      name: 'steno_queue_task_jobs_waiting',
      what: 'Jobs that could be taken now, by task.',
      rise: 'more is to be done than workers do.',
      of: ({ waiting }) => waiting,
    },
    {
      name: 'steno_queue_task_jobs_running',
      what: 'Jobs that workers have taken, by task.',
      rise: 'work.',
      of: ({ running }) => running,
    },
    {
      name: 'steno_queue_task_oldest_seconds',
      what: 'How long the oldest job that could be taken now has waited, by task.',
      rise: 'there are more jobs of this kind than workers can do, or no worker takes them.',
      of: ({ oldestWaitMs }) => oldestWaitMs / 1000,
    },
  ])
}
