import { cleanUp } from '#domain/jobs/clean-up.server'
import type { Task } from '../task'

/** Deletes what is past its time, once a day. */
export const cleanUpOld: Task = {
  name: 'cleanup',
  lane: 'upkeep',
  cron: '37 2 * * *',
  async run(_payload, { db, logger }) {
    logger.info(await cleanUp(db), 'cleaned up')
    return 'done'
  },
}
