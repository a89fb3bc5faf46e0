import { getUsage } from '#domain/accounts/plan.server'
import { isAppError } from '#domain/errors/app-error'
import type { RequestContext } from '~/web/load-context'

/** What the frame around the pages of somebody who is logged in shows of them. */
export async function loadFrame(context: RequestContext, userId: string) {
  // A deletion that was cut short leaves an account without a plan: its pages stay open, so that it can be repeated.
  const usage = await getUsage(context.services.db, userId).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'no_subscription') return null
    throw error
  })
  return { usage: usage && { usedMs: usage.usedMs, minutesLimit: usage.minutesLimit } }
}
