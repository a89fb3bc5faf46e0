import { useActionData, useLoaderData } from '@remix-run/react'
import { actOnShare } from '~/features/live/live-action.server'
import { loadShare } from '~/features/live/share-loader.server'
import { SharePage } from '~/features/live/page/share-page'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('live.share.title') }

export const loader = makeLoader(loadShare)
export const action = makeAction(actOnShare)

export default function ShareRoute() {
  const answer = useActionData<typeof action>()
  return (
    <SharePage
      {...useLoaderData<typeof loader>()} link={answer && 'link' in answer ? answer.link : null}
      isRevoked={answer !== undefined && 'link' in answer && answer.link === null}
    />
  )
}
