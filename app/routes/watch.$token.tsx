import { useLoaderData } from '@remix-run/react'
import { loadWatch } from '~/features/live/watch/watch-loader.server'
import { WatchPage } from '~/features/live/watch/watch-page'
import type { PageHandle } from '~/web/page-handle'
import { makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  title: (t, data) => data?.title || t('live.watch.title'),
}

export const loader = makeLoader(loadWatch)

/** The address is the key: other sites, and searches, must not learn of it. */
export const headers = () => ({
  'Referrer-Policy': 'no-referrer', 'X-Robots-Tag': 'noindex, nofollow', 'Cache-Control': 'private, no-store',
})

export default function WatchRoute() {
  return <WatchPage {...useLoaderData<typeof loader>()} />
}
