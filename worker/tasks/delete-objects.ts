import { drainObjectDeletions } from '#domain/jobs/object-outbox.server'
import type { Task } from '../task'

/** Deletes the objects of deleted rows. The sweeper queues it whenever the outbox has something due. */
export const deleteObjects: Task = {
  name: 'delete-objects',
  lane: 'upkeep',
  async run(_payload, { db, store, logger, metrics, stopping }) {
    while (!stopping.aborted) {
      const { deleted, failed } = await drainObjectDeletions(db, store, (error, key) => {
        logger.warn({ err: error, key }, 'an object could not be deleted; it is tried again later')
      })
      metrics.objectsDeleted.inc(deleted)
      if (deleted + failed === 0) return 'done'
    }
    // The rest is due still, so that some worker's sweep queues this again.
    return 'given_back'
  },
}
