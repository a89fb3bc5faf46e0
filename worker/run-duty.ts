import type { DutyName } from '#domain/upkeep/duty-names'
import { noteRun, type DutyDone } from '#domain/upkeep/upkeep-runs.server'
import type { WorkerContext } from './task'

/**
 * Does a duty of the house: counted, logged and noted down for the administrator's page. What `work` found is told with
 * its result. Throws what the duty throws.
 */
export async function runDuty<T>(
  duty: DutyName, work: () => Promise<DutyDone<T>>,
  { db, logger, metrics }: Pick<WorkerContext, 'db' | 'logger' | 'metrics'>,
): Promise<T> {
  try {
    return await noteRun(db, duty, async () => {
      const done = await work()
      for (const [what, count] of Object.entries(done.found)) metrics.upkeep.inc({ duty, what }, count)
      if (Object.values(done.found).some(Boolean)) logger.info({ duty, ...done.found }, 'upkeep')
      metrics.upkeepRuns.inc({ duty, outcome: 'done' })
      return done
    })
  } catch (error) {
    metrics.upkeepRuns.inc({ duty, outcome: 'error' })
    logger.error({ duty, err: error }, 'a duty of the upkeep failed')
    throw error
  }
}
