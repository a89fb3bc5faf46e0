import { z } from 'zod'
import { claimDraft, makeDraftLedger } from '#domain/jobs/draft-ledger.server'
import { persist } from '#domain/jobs/persist.server'
import type { Task } from '../task'
import { workOn } from '../work-on'

/** As `f_queue_draft` writes it. */
const payloadSchema = z.object({ draftId: z.uuid(), outages: z.int().min(0).default(0) })

/** Transcribes a finished recording once more, into a draft that its owner compares with what is there. */
export const transcribeDraft: Task = {
  name: 'transcribe-draft',
  lane: 'recognition',
  async run(payload, context) {
    const { draftId, outages } = payloadSchema.parse(payload)
    const { db, poolId, runs, metrics } = context
    const isHeldHere = runs.isHeld(draftId)
    const onTrouble = () => metrics.databaseTroubles.inc()
    const order = await persist(() => claimDraft(db, { draftId, poolId, isHeldHere }), { onTrouble })
    if (!order) return 'skipped'
    return workOn({ order, ledger: makeDraftLedger(db, order), outages, hasProgressed: false }, context)
  },
}
