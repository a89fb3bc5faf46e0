import { deleteOrphanObjects, failAbandonedUploads, noteMissingAudio } from '#domain/jobs/reconcile-objects.server'
import type { Task } from '../task'

/** Compares rows and objects, and mends what a crash between the two left on either side. */
export const reconcile: Task = {
  name: 'reconcile',
  cron: '17 * * * *',
  async run(_payload, { db, store, logger, metrics }) {
    const abandonedUploads = await failAbandonedUploads(db)
    const orphans = await deleteOrphanObjects(db, store)
    const missingAudio = await noteMissingAudio(db, store)
    metrics.missingAudio.set(missingAudio)
    metrics.objectsDeleted.inc(orphans.length)
    logger.info({ abandonedUploads, orphans: orphans.length, missingAudio }, 'storage and database compared')
    return 'done'
  },
}
