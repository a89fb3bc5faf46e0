import { useActionData, useLoaderData } from '@remix-run/react'
import { actOnLive } from '~/features/live/live-action.server'
import { loadLive } from '~/features/live/live-loader.server'
import { LivePage } from '~/features/live/page/live-page'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('live.title') }

export const loader = makeLoader(loadLive)
export const action = makeAction(actOnLive)

export default function LiveRoute() {
  const facts = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return <LivePage {...facts} error={answer && 'error' in answer ? answer.error : null} />
}
