import type { Db } from '#db/client.server'
import { getUsage, noSubscription } from '../accounts/plan.server'
import { AppError } from '../errors/app-error'

/** Why a plan has no room, as the database's functions say it. */
export const quotaReasons = ['no_subscription', 'recordings_used_up', 'minutes_used_up'] as const
export type QuotaReason = (typeof quotaReasons)[number]

/**
 * The AppError for a reason, with what the plan gives and when it is renewed in its params: limit (recordings or
 * minutes), left and needed (minutes), renewsOn (YYYY-MM-DD, UTC).
 */
export async function makeQuotaError(db: Db, userId: string, reason: QuotaReason, neededMs = 0): Promise<AppError> {
  if (reason === 'no_subscription') return noSubscription()
  const usage = await getUsage(db, userId)
  const renewsOn = usage.cycleEnd.toISOString().slice(0, 10)
  if (reason === 'recordings_used_up') {
    const limit = usage.usageLimit ?? 0
    const message = `All ${limit} recordings of your plan are used up until ${renewsOn}.`
    return new AppError(reason, message, { params: { limit, renewsOn } })
  }
  const limit = usage.minutesLimit ?? 0
  const left = Math.max(0, Math.floor(limit - usage.usedMs / 60_000))
  const needed = Math.ceil(neededMs / 60_000)
  const message =
    left > 0
      ? `This recording needs ${needed} min, and ${left} of your plan's ${limit} are left until ${renewsOn}.`
      : `All ${limit} minutes of your plan are used up until ${renewsOn}.`
  return new AppError(reason, message, { params: { limit, left, needed, renewsOn } })
}
