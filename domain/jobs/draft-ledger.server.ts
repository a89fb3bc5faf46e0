import { and, asc, eq, sql, type SQL } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { draftWindows, transcriptDrafts } from '#db/schema/transcript-drafts'
import { recordings } from '#db/schema/recordings'
import { limits } from '../limits/limits'
import type { WorkOrder } from './claim.server'
import type { Ledger } from './ledger'
import type { Completion } from './outcome.server'

export interface DraftOrder extends WorkOrder {
  draftId: string
}

/** Takes a draft for this pool, as `claimRecording` takes a recording. */
export function claimDraft(
  db: Db,
  { draftId, poolId, isHeldHere }: { draftId: string; poolId: string; isHeldHere: boolean },
): Promise<DraftOrder | null> {
  return db.transaction(async (tx) => {
    const claimed = await tx.execute<{ fence: string | null; isTakeover: boolean }>(
      sql`select fence, is_takeover as "isTakeover"
            from sp_claim_draft(${draftId}::uuid, ${poolId}::uuid, ${limits.heartbeatDeadMs}, ${isHeldHere})`,
    )
    const { fence, isTakeover } = claimed.rows[0]!
    if (fence === null) return null
    const { recordingId, language, modelId, usedModelId, totalMs, setbacks } = transcriptDrafts
    const [row] = await tx
      .select({
        recordingId,
        language,
        modelId,
        usedModelId,
        totalMs,
        setbacks,
        userId: recordings.userId,
        objectKey: recordings.objectKey,
      })
      .from(transcriptDrafts)
      .innerJoin(recordings, eq(recordings.id, recordingId))
      .where(eq(transcriptDrafts.id, draftId))
    return { ...row!, draftId, fence: Number(fence), isTakeover }
  })
}

/** The ledger of a draft. Its audio has been paid for, so it costs nothing. */
export function makeDraftLedger(db: Db, { draftId, fence }: DraftOrder): Ledger {
  const answer = async <T>(call: SQL): Promise<T> => {
    const { rows } = await db.execute<{ answer: T }>(sql`select ${call} as answer`)
    return rows[0]!.answer
  }
  const requeue = (delayMs: number, isSetback: boolean, outages: number) =>
    answer<boolean>(sql`sp_requeue_draft(${draftId}::uuid, ${fence}, ${delayMs}, ${isSetback}, ${outages})`)
  const held = and(
    eq(transcriptDrafts.id, draftId),
    eq(transcriptDrafts.fence, fence),
    eq(transcriptDrafts.status, 'processing'),
  )
  return {
    listCheckpoints() {
      const { idx, startMs, endMs, nextStartSample, segments } = draftWindows
      return db
        .select({ idx, startMs, endMs, nextStartSample, segments })
        .from(draftWindows)
        .where(eq(draftWindows.draftId, draftId))
        .orderBy(asc(idx))
    },
    settleModel: (modelId) => answer(sql`sp_settle_draft_model(${draftId}::uuid, ${fence}, ${modelId})`),
    storeCheckpoint: ({ idx, startMs, endMs, nextStartSample, segments }) =>
      answer(sql`sp_checkpoint_draft(${draftId}::uuid, ${fence}, ${idx}, ${startMs}, ${endMs}, ${nextStartSample},
        ${JSON.stringify(segments)}::jsonb)`),
    async reportProgress(doneMs, totalMs) {
      const done = Math.round(doneMs)
      await db
        .update(transcriptDrafts)
        .set({
          progressMs: sql`greatest(progress_ms, ${done})`,
          totalMs: sql`greatest(total_ms, ${totalMs === null ? null : Math.round(totalMs)}::bigint, ${done}::bigint)`,
        })
        .where(held)
    },
    payFor: async () => Infinity,
    complete: ({ segments, modelId, language }) =>
      answer<Completion>(sql`sp_complete_draft(${draftId}::uuid, ${fence}, ${JSON.stringify(segments)}::jsonb,
        ${modelId}, ${language})`),
    postpone: (delayMs) => requeue(delayMs, true, 0),
    giveBack: ({ delayMs, outages }) => requeue(delayMs, false, outages),
    fail: (error) =>
      answer(sql`sp_fail_draft(${draftId}::uuid, ${fence}, ${error.code}, ${error.message},
        ${JSON.stringify(error.params)}::jsonb)`),
  }
}
