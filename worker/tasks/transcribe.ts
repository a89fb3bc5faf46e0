import { z } from 'zod'
import { claimRecording } from '#domain/jobs/claim.server'
import { persist } from '#domain/jobs/persist.server'
import { makeRecordingLedger } from '#domain/jobs/recording-ledger.server'
import type { Task } from '../task'
import { workOn } from '../work-on'

/** As `f_queue_transcription` writes it. */
const payloadSchema = z.object({ recordingId: z.uuid(), outages: z.int().min(0).default(0) })

/** Turns a stored recording into its transcript. */
export const transcribe: Task = {
  name: 'transcribe',
  lane: 'recognition',
  async run(payload, context) {
    const { recordingId, outages } = payloadSchema.parse(payload)
    const { db, poolId, runs, metrics } = context
    const isHeldHere = runs.isHeld(recordingId)
    const onTrouble = () => metrics.databaseTroubles.inc()
    const order = await persist(() => claimRecording(db, { recordingId, poolId, isHeldHere }), { onTrouble })
    if (!order) return 'skipped'
    return workOn({ order, ledger: makeRecordingLedger(db, order), outages, hasProgressed: false }, context)
  },
}
