import {
  deleteOrphanObjects,
  failAbandonedUploads,
  listStore,
  noteMissingAudio,
} from '#domain/jobs/reconcile-objects.server'
import type { Task } from '../task'

/** Compares rows and objects, and mends what a crash between the two left on either side. */
export const reconcile: Task = {
  name: 'reconcile',
  cron: '17 * * * *',
  async run(_payload, { db, store, logger, metrics }) {
    const abandonedUploads = await failAbandonedUploads(db)
    const listing = await listStore(store)
    const { deleted, spared, refusal } = await deleteOrphanObjects(db, store, listing)
    metrics.orphansSpared.set(spared)
    metrics.objectsDeleted.inc(deleted.length)
    if (refusal) logger.error({ refusal, spared }, refusals[refusal])
    const missingAudio = await noteMissingAudio(db, store, listing)
    metrics.missingAudio.set(missingAudio)
    logger.info({ abandonedUploads, orphans: deleted.length, missingAudio }, 'storage and database compared')
    return 'done'
  },
}

const refusals = {
  not_own_store:
    'objects without a row are left alone: installation/id in storage does not name this database, so storage or ' +
    'database may be another one',
  too_many: 'objects without a row are left alone: so many that the database may be an old or another one',
}
