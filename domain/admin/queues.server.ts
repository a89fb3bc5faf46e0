import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { audited, type Actor } from './audit.server'

/** How the jobs of one task stand. */
export interface QueueOfTask {
  task: string
  /** Jobs that could run now, and those that are put off until later. */
  waiting: number
  later: number
  running: number
  /** How long the oldest that could run has waited, in milliseconds. */
  oldestMs: number
  /** Jobs that have failed as often as they may, and that nothing tries again. */
  givenUp: number
  /** What the first of those says. */
  lastError: string | null
  /** Jobs that ended in the last hour and in the last day, and how many of the day's did not end well. */
  endedHour: number
  endedDay: number
  failedDay: number
  /** Mean time of a job in the last day, in milliseconds; null where none ended. */
  meanMs: number | null
}

export interface Queues {
  tasks: QueueOfTask[]
  /** Whether there are more jobs than were counted. */
  isCut: boolean
  /** Recordings that wait, with or without a turn, and those in work; at most limits.queueCountedRows. */
  recordingsWaiting: number
  recordingsRunning: number
}

type Row = { [Key in keyof QueueOfTask]: string | number | null }

/**
 * The queue of the whole installation, task by task. Looks at so many jobs at most, and at counts by the hour for what
 * has been: an hour that has begun counts for the last one with its share of the hour before.
 */
export async function getQueues(db: Db): Promise<Queues> {
  const { rows } = await db.execute<Row & Record<string, unknown>>(sql`
    with open as (
      select j.task_identifier as task, j.locked_at, j.run_at, j.attempts >= j.max_attempts as given_up, j.last_error
        from graphile_worker.jobs j limit ${limits.queueCountedRows}),
    now_open as (
      select task, count(*) filter (where not given_up and locked_at is null and run_at <= now()) as waiting,
             count(*) filter (where not given_up and locked_at is null and run_at > now()) as later,
             count(*) filter (where locked_at is not null) as running,
             coalesce(extract(epoch from now() - min(run_at) filter (where not given_up and locked_at is null and run_at <= now())) * 1000, 0) as oldest_ms,
             count(*) filter (where given_up and locked_at is null) as given_up,
             min(last_error) filter (where given_up) as last_error
        from open group by task),
    ended as (
      select task, sum(jobs) as day, sum(total_ms) / greatest(sum(jobs), 1) as mean_ms,
             coalesce(sum(jobs) filter (where outcome in ('failed', 'error')), 0) as failed,
             coalesce(sum(jobs) filter (where hour = date_trunc('hour', now())), 0)
               + coalesce(sum(jobs) filter (where hour = date_trunc('hour', now()) - interval '1 hour'), 0)
                 * (1 - extract(epoch from now() - date_trunc('hour', now())) / 3600) as hour
        from task_counts where hour > now() - interval '25 hours' group by task)
    select task, coalesce(waiting, 0) as waiting, coalesce(later, 0) as later, coalesce(running, 0) as running,
           coalesce(oldest_ms, 0)::float8 as "oldestMs", coalesce(given_up, 0) as "givenUp", left(last_error, 500) as "lastError",
           coalesce(round(hour), 0) as "endedHour", coalesce(day, 0) as "endedDay", coalesce(failed, 0) as "failedDay",
           mean_ms::float8 as "meanMs"
      from now_open full join ended using (task) order by task`)
  const tasks = rows.map((row): QueueOfTask => ({
    task: String(row.task), waiting: Number(row.waiting), later: Number(row.later), running: Number(row.running),
    oldestMs: Number(row.oldestMs), givenUp: Number(row.givenUp), lastError: row.lastError === null ? null : String(row.lastError),
    endedHour: Number(row.endedHour), endedDay: Number(row.endedDay), failedDay: Number(row.failedDay),
    meanMs: row.meanMs === null ? null : Number(row.meanMs),
  }))
  const counted = tasks.reduce((sum, { waiting, later, running, givenUp }) => sum + waiting + later + running + givenUp, 0)
  const recordings = await db.execute<{ waiting: number; running: number }>(sql`
    select count(*) filter (where status = 'queued')::int as waiting, count(*) filter (where status = 'processing')::int as running
      from (select status from recordings where status in ('queued', 'processing') and source = 'upload'
             limit ${limits.queueCountedRows}) open`)
  const { waiting, running } = recordings.rows[0]!
  return { tasks, isCut: counted >= limits.queueCountedRows, recordingsWaiting: waiting, recordingsRunning: running }
}

/**
 * Tries the jobs of a task again that have been given up, or takes them off the queue; so many at once. Throws AppError
 * `not_found` where there are none.
 */
export async function settleGivenUp(db: Db, actor: Actor, task: string, how: 'replay' | 'discard'): Promise<void> {
  await audited(db, actor, async (tx) => {
    const found = await tx.execute<{ id: string }>(sql`
      select id from graphile_worker.jobs
       where task_identifier = ${task.replaceAll('\0', '')} and attempts >= max_attempts and locked_at is null
       limit ${limits.deadLettersAtOnceMax}`)
    const ids = sql.param(found.rows.map(({ id }) => id))
    if (found.rows.length === 0) throw new AppError('not_found', 'There is nothing of this task that was given up.')
    await tx.execute(how === 'replay'
      ? sql`select graphile_worker.reschedule_jobs(${ids}::bigint[], run_at := now(), attempts := 0)`
      : sql`select graphile_worker.complete_jobs(${ids}::bigint[])`)
    const entry = { action: `jobs.${how}` as const, subject: task, details: { jobs: found.rows.length } }
    return { entry, result: undefined }
  })
}
