import { Outlet, useLoaderData } from '@remix-run/react'
import { getUsage } from '#domain/accounts/plan.server'
import { AppFrame } from '~/features/shell/app-frame'
import { makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const loader = makeLoader(async (args) => {
  const user = await requireUser(args)
  const { usedMs, minutesLimit } = await getUsage(args.context.services.db, user.id)
  return { usage: { usedMs, minutesLimit } }
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
