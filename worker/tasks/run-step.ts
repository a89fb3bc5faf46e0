import { z } from 'zod'
import { runStep } from '../pipeline/run-step'
import type { Task } from '../task'

/** As `f_queue_step` writes it. */
const payloadSchema = z.object({ recordingId: z.uuid(), step: z.string(), key: z.string() })

/** Runs one step of what follows a transcript. */
export const runStepTask: Task = {
  name: 'run-step',
  lane: 'understanding',
  run: (payload, context) => runStep(context.steps, payloadSchema.parse(payload), context),
}
