import os from 'node:os'
import { z } from 'zod'
import { findPull, notePull } from '#domain/admin/models.server'
import { isAppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { getCatalogueEntry } from '#domain/models/catalogue'
import { pullModel } from '#domain/models/pull-model.server'
import { removeModel } from '#domain/models/remove-model.server'
import type { Task } from '../task'

/** As domain/admin/models.server.ts writes it. */
const payloadSchema = z.object({ modelId: z.string() })

/** Fetches or removes a recognition model for an administrator. A download that is cut off goes on where it was. */
export const tendModels: Task = {
  name: 'tend-models',
  lane: 'understanding',
  async run(payload, { db, pullDir, logger, stopping }) {
    const { modelId } = payloadSchema.parse(payload)
    const entry = getCatalogueEntry(modelId)
    const asked = await findPull(db, modelId)
    if (!entry || !asked) return 'skipped'
    const host = os.hostname()
    let toldMs = 0
    try {
      if (asked.status === 'removing') {
        await removeModel(modelId, pullDir)
        await notePull(db, modelId, { status: 'removed', finishedAt: new Date(), host, file: null })
        return 'done'
      }
      await notePull(db, modelId, { status: 'running', host })
      await pullModel(entry, {
        dir: pullDir,
        signal: stopping,
        onProgress(file, doneBytes, totalBytes) {
          if (performance.now() - toldMs < limits.progressNotifyMsMin) return
          toldMs = performance.now()
          notePull(db, modelId, { file, doneBytes, totalBytes }).catch((error: unknown) =>
            logger.debug({ err: error }, 'the progress of a download was not told'))
        },
      })
      await notePull(db, modelId, { status: 'done', finishedAt: new Date(), file: null })
      return 'done'
    } catch (error) {
      // The queue gives it to another worker, which goes on where this one was.
      if (stopping.aborted) throw error
      logger.error({ err: error, modelId }, 'a model could not be fetched or removed')
      const problem = isAppError(error) ? error.message : 'It cannot be reached. The log of the worker says more.'
      await notePull(db, modelId, { status: 'failed', finishedAt: new Date(), problem })
      return 'failed'
    }
  },
}
