import { Outlet, useLoaderData } from '@remix-run/react'
import { getUsage } from '#domain/accounts/plan.server'
import { isAppError } from '#domain/errors/app-error'
import { AppFrame } from '~/features/shell/app-frame'
import { makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const loader = makeLoader(async (args) => {
  const user = await requireUser(args)
  // A deletion that was cut short leaves an account without a plan: its pages stay open, so that it can be repeated.
  const usage = await getUsage(args.context.services.db, user.id).catch((error: unknown) => {
    if (isAppError(error) && error.code === 'no_subscription') return null
    throw error
  })
  return { usage: usage && { usedMs: usage.usedMs, minutesLimit: usage.minutesLimit } }
})

/** Everything behind the log-in. */
export default function AppLayout() {
  const { usage } = useLoaderData<typeof loader>()
  return (
    <AppFrame usage={usage}>
      <Outlet />
    </AppFrame>
  )
}
