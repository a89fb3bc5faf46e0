import { asc, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { modelPulls, type ModelPull } from '#db/schema/model-pulls'
import { AppError } from '../errors/app-error'
import { getCatalogueEntry } from '../models/catalogue'
import { audited, type Actor } from './audit.server'

/** What was asked to be fetched or removed, and how far it has come. */
export function listModelPulls(db: Db): Promise<ModelPull[]> {
  return db.select().from(modelPulls).orderBy(asc(modelPulls.modelId))
}

/**
 * Has a worker fetch a model of the catalogue, or remove one that was fetched. Asked again while that is under way,
 * nothing more happens. Throws AppError `model_unknown`.
 */
export async function requestModel(db: Db, actor: Actor, modelId: string, act: 'pull' | 'remove'): Promise<void> {
  const entry = getCatalogueEntry(modelId)
  if (!entry || entry.files.some(({ source }) => source.from !== 'url')) {
    throw new AppError('model_unknown', 'There is no such model to fetch or to remove.')
  }
  await audited(db, actor, async (tx) => {
    const begun = { status: act === 'pull' ? 'queued' : 'removing', requestedAt: sql`now()`, finishedAt: null, problem: null, file: null, doneBytes: 0, totalBytes: null } as const
    await tx.insert(modelPulls).values({ modelId, ...begun })
      .onConflictDoUpdate({ target: modelPulls.modelId, set: begun, setWhere: sql`${modelPulls.status} not in ('queued', 'running', 'removing')` })
    // As worker/tasks/tend-models.ts reads it. One job for each model, so that no two meet in its folder.
    await tx.execute(sql`select graphile_worker.add_job('tend-models', json_build_object('modelId', ${modelId}::text),
      job_key := ${`tend-models:${modelId}`}, job_key_mode := 'preserve_run_at', max_attempts := 5)`)
    return { entry: { action: `model.${act}` as const, subjectId: modelId, subject: entry.title }, result: undefined }
  })
}

/** What a worker has come to with a model. */
export async function notePull(db: Db, modelId: string, news: Partial<Omit<ModelPull, 'modelId' | 'requestedAt'>>): Promise<void> {
  await db.update(modelPulls).set(news).where(eq(modelPulls.modelId, modelId))
}

export async function findPull(db: Db, modelId: string): Promise<ModelPull | null> {
  const [pull] = await db.select().from(modelPulls).where(eq(modelPulls.modelId, modelId))
  return pull ?? null
}
