import { redirect } from '@remix-run/node'
import { paths } from '~/web/paths'
import { makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  return redirect(paths.adminUsers())
})

/** A route that draws nothing would answer strangers otherwise than a page that is not there does. */
export default function AdminIndex() {
  return null
}
