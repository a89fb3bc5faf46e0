import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { taskCounts } from '#db/schema/task-counts'

/** Counts a job that ended into its hour, for the administrator's page: what `job` took in milliseconds, and how it ended. */
export async function countJob(db: Db, job: { task: string; outcome: string; ms: number }): Promise<void> {
  const totalMs = Math.round(job.ms)
  await db.insert(taskCounts)
    .values({ task: job.task, outcome: job.outcome, hour: sql`date_trunc('hour', now())`, jobs: 1, totalMs })
    .onConflictDoUpdate({
      target: [taskCounts.task, taskCounts.hour, taskCounts.outcome],
      set: { jobs: sql`${taskCounts.jobs} + 1`, totalMs: sql`${taskCounts.totalMs} + ${totalMs}` },
    })
}
