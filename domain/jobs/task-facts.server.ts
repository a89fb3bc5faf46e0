import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'

/** How the jobs of one kind stand. */
export interface TaskFacts {
  task: string
  /** Jobs that could be taken now. */
  waiting: number
  running: number
  /** How long the one that has waited longest has, in milliseconds. */
  oldestWaitMs: number
}

/** The queue of the whole installation, by kind of job; kinds that have none are left out. Cheap enough for every scrape. */
export async function listTaskFacts(db: Db): Promise<TaskFacts[]> {
  const { rows } = await db.execute<TaskFacts & Record<string, unknown>>(
    sql`select task_identifier as task,
               count(*) filter (where locked_at is null and run_at <= clock_timestamp())::int as waiting,
               count(*) filter (where locked_at is not null)::int as running,
               coalesce(extract(epoch from clock_timestamp()
                 - min(run_at) filter (where locked_at is null and run_at <= clock_timestamp())) * 1000, 0)::float8
                 as "oldestWaitMs"
          from graphile_worker.jobs where attempts < max_attempts group by task_identifier`,
  )
  return rows
}
