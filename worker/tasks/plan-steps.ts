import { z } from 'zod'
import { findPlannable, storePlan } from '#domain/pipeline/store-plan.server'
import type { Task } from '../task'

/** As `f_plan_steps` writes it. */
const payloadSchema = z.object({ recordingId: z.uuid() })

/** Decides which steps follow a transcript now: when it is there, when it changes, and whenever a step has ended. */
export const planStepsTask: Task = {
  name: 'plan-steps',
  lane: 'understanding',
  async run(payload, context) {
    const { recordingId } = payloadSchema.parse(payload)
    const recording = await findPlannable(context.db, recordingId)
    if (!recording) return 'skipped'
    const planned = await Promise.all(
      context.steps.map(async (step) => ({ ...step, keys: await step.keys(recording, context) })),
    )
    await storePlan(context.db, recordingId, planned)
    return 'done'
  },
}
