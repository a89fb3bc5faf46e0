import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { AppError } from '../errors/app-error'
import { audited, type Actor } from './audit.server'

/** Tasks of the worker that an administrator may have run now, instead of at their time. */
export const upkeepTasks = ['cleanup', 'reconcile'] as const

export type UpkeepTask = (typeof upkeepTasks)[number]

/** Has a worker do a task of the upkeep now; where it waits or runs already, nothing more. Throws AppError `bad_request`. */
export async function runUpkeep(db: Db, actor: Actor, task: string): Promise<void> {
  if (!upkeepTasks.some((known) => known === task)) throw new AppError('bad_request', 'There is no such task.')
  await audited(db, actor, async (tx) => {
    // The key that the clock gives it, too: two of a kind never run at once.
    await tx.execute(sql`select graphile_worker.add_job(${task}::text, job_key := ${task}::text, max_attempts := 3)`)
    return { entry: { action: 'upkeep.run' as const, subject: task }, result: undefined }
  })
}
