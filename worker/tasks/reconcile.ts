import type { MediaSource } from '#domain/audio/media'
import { probeMedia } from '#domain/audio/probe-media.server'
import { deleteOrphanObjects, failAbandonedUploads, noteMissingAudio } from '#domain/jobs/reconcile-objects.server'
import { listStore } from '#domain/jobs/store-listing.server'
import { limits } from '#domain/limits/limits'
import { settleArrivals } from '#domain/uploads/settle-arrivals.server'
import { settleStoredUploads } from '#domain/uploads/settle-uploads.server'
import { runDuty } from '../run-duty'
import type { Task } from '../task'

/** Compares rows and objects, and mends what a crash between the two left on either side. */
export const reconcile: Task = {
  name: 'reconcile',
  lane: 'upkeep',
  cron: '17 * * * *',
  async run(_payload, context) {
    const { db, store, logger, metrics, stopping } = context
    await runDuty('reconcile', async () => {
      let bytes = 0
      const listing = await listStore(store, (object) => (bytes += object.bytes))
      const probe = (source: MediaSource) => probeMedia(source, { signal: stopping })
      const settledUploads = await settleStoredUploads({ db, store, probe }, listing)
      const { completed, expired } = await settleArrivals({ db, store, probe })
      const abandonedUploads = await failAbandonedUploads(db)
      const { deleted, spared, refusal } = await deleteOrphanObjects(db, store, listing)
      metrics.orphansSpared.set(spared)
      metrics.objectsDeleted.inc(deleted.length)
      if (refusal) logger.error({ refusal, spared }, refusals[refusal])
      const missingAudio = await noteMissingAudio(db, store, listing)
      metrics.missingAudio.set(missingAudio)
      const leftovers = await store.sweepLeftovers(limits.uploadOrphanMs)
      const found = { settledUploads, completedUploads: completed, expiredUploads: expired, abandonedUploads, orphans: deleted.length, leftovers }
      const facts = { objects: listing.size, bytes, orphansSpared: spared, missingAudio }
      logger.info({ ...found, ...facts }, 'storage and database compared')
      return { found, facts, result: undefined }
    }, context)
    return 'done'
  },
}

const refusals = {
  not_own_store:
    'objects without a row are left alone: installation/id in storage does not name this database, so storage or ' +
    'database may be another one',
  too_many: 'objects without a row are left alone: so many that the database may be an old or another one',
}
