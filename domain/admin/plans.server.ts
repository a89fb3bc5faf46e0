import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { plans } from '#db/schema/plans'
import { unhurried } from '#db/unhurried.server'
import { AppError, isAppError } from '../errors/app-error'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import { audited, type Actor } from './audit.server'

/** A whole number from a form, in plain digits; left empty, it is no limit. */
const whole = (min: number, max: number) => {
  const message = `Give a whole number from ${min} to ${max}.`
  return z.string().trim().regex(/^\d{1,15}$/, message).transform(Number)
    .pipe(z.number().min(min, message).max(max, message))
}
const optional = (min: number, max: number) =>
  z.union([z.string().trim().length(0).transform(() => null), whole(min, max)])

const MB = 1_000_000

const planForm = z.object({
  monthlyMinutes: optional(0, limits.planMinutesMax),
  monthlyUsageLimit: optional(0, limits.planRecordingsMax),
  uploadMegabytes: whole(1, limits.uploadBytesMax / MB),
  retentionDays: optional(1, limits.retentionDaysMax),
  audioRetentionDays: optional(1, limits.retentionDaysMax),
  parallelJobs: whole(1, limits.planParallelJobsMax),
})

export type PlanField = keyof typeof planForm.shape
export const planFields = Object.keys(planForm.shape) as PlanField[]

/**
 * Changes what a plan allows, for everyone who is on it, from now on. Takes the texts of the form's fields; an empty one
 * is no limit. Throws AppError `bad_request` (params.field, params.plan) or `not_found`.
 */
export async function changePlanLimits(db: Db, actor: Actor, code: string, fields: Record<string, string>): Promise<void> {
  const { uploadMegabytes, ...changed } = parseLimits(code, fields)
  await audited(db, actor, async (tx) => {
    const [plan] = await tx.select().from(plans).where(eq(plans.code, code.replaceAll('\0', ''))).for('update')
    if (!plan) throw new AppError('not_found', 'There is no such plan.')
    const values = { ...changed, uploadBytesMax: uploadMegabytes * MB }
    await tx.update(plans).set(values).where(eq(plans.id, plan.id))
    const details = Object.fromEntries(
      Object.entries(values).filter(([name, value]) => plan[name as keyof typeof plan] !== value))
    return { entry: { action: 'plan.change', subjectId: code, subject: plan.name, details }, result: undefined }
  })
  // More turns may be free now: whoever waits for one need not wait for the next sweep.
  await unhurried(db, (tx) => tx.execute(sql`select sp_release_waiting()`))
}

/** Of several plans on one page, the error says which it is about. */
function parseLimits(plan: string, fields: Record<string, string>): z.infer<typeof planForm> {
  try {
    return parseInput(planForm, fields)
  } catch (error) {
    if (!isAppError(error)) throw error
    throw new AppError('bad_request', error.message, { params: { ...error.params, plan } })
  }
}
