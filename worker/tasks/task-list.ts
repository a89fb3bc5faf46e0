import type { Task } from '../task'
import { cleanUpOld } from './clean-up'
import { deleteObjects } from './delete-objects'
import { deliverWebhook } from './deliver-webhook'
import { joinLive } from './join-live'
import { makePlayback } from './make-playback'
import { planStepsTask } from './plan-steps'
import { reconcile } from './reconcile'
import { runStepTask } from './run-step'
import { tendModels } from './tend-models'
import { tendSearch, tidyVectors } from './tend-search'
import { transcribe } from './transcribe'
import { transcribeAwaited } from './transcribe-awaited'
import { transcribeDraft } from './transcribe-draft'

/** Everything a worker can do. */
export const taskList: readonly Task[] = [
  transcribe, transcribeAwaited, transcribeDraft, joinLive, makePlayback, planStepsTask, runStepTask, deliverWebhook, deleteObjects,
  reconcile, cleanUpOld,
  tendSearch, tidyVectors, tendModels,
]
