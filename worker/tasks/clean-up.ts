import { dailyDuties } from '#domain/upkeep/daily-duties.server'
import { runDuty } from '../run-duty'
import type { Task } from '../task'

/** Deletes what is past its time, once a day. A duty that fails holds up no other; the queue then tries all again. */
export const cleanUpOld: Task = {
  name: 'cleanup',
  lane: 'upkeep',
  cron: '37 2 * * *',
  // Some machines are off at night.
  catchesUp: true,
  async run(_payload, context) {
    const failures: unknown[] = []
    for (const { name, run } of dailyDuties) {
      if (context.stopping.aborted) return 'given_back'
      const work = async () => ({ found: await run(context.db), result: undefined })
      await runDuty(name, work, context).catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
    return 'done'
  },
}
