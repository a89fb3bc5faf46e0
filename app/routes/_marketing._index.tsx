import { redirect } from '@remix-run/node'
import { Landing } from '~/features/marketing/landing'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeLoader } from '~/web/route-handlers.server'
import { getUser } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('landing.title') }

/** Whoever is logged in has come for their recordings. */
export const loader = makeLoader(async (args) => {
  if (await getUser(args)) throw redirect(paths.library())
  return null
})

export default Landing
