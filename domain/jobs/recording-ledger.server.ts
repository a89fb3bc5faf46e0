import type { Db } from '#db/client.server'
import { listCheckpoints, reportProgress, settleModel, storeCheckpoint, topUpMinutes } from './checkpoints.server'
import type { WorkOrder } from './claim.server'
import type { Ledger } from './ledger'
import { completeRecording, failRecording, giveBackRecording, postponeRecording } from './outcome.server'

/** The ledger of a recording's first transcript. */
export function makeRecordingLedger(db: Db, order: WorkOrder): Ledger {
  return {
    listCheckpoints: () => listCheckpoints(db, order.recordingId),
    settleModel: (modelId) => settleModel(db, order, modelId),
    storeCheckpoint: (window) => storeCheckpoint(db, order, window),
    reportProgress: (doneMs, totalMs) => reportProgress(db, order, doneMs, totalMs),
    payFor: (doneMs) => topUpMinutes(db, order, doneMs),
    complete: (transcript) => completeRecording(db, order, transcript),
    postpone: (delayMs) => postponeRecording(db, order, delayMs),
    giveBack: (how) => giveBackRecording(db, order, how),
    fail: (error) => failRecording(db, order, error),
  }
}
