import { Outlet, useLoaderData } from '@remix-run/react'
import { AppFrame } from '~/features/shell/app-frame'
import { loadFrame } from '~/features/shell/load-frame.server'
import { makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const loader = makeLoader(async (args) => loadFrame(args.context, (await requireUser(args)).id))

/** Everything behind the log-in. */
export default function AppLayout() {
  const { usage } = useLoaderData<typeof loader>()
  return (
    <AppFrame usage={usage}>
      <Outlet />
    </AppFrame>
  )
}
