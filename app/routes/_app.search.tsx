import { useLoaderData } from '@remix-run/react'
import { loadSearch } from '~/features/search/search-loader.server'
import { SearchPage } from '~/features/search/search-page'
import type { PageHandle } from '~/web/page-handle'
import { makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle<Awaited<ReturnType<typeof loadSearch>> | undefined> = {
  title: (t, data) => (data?.query.q ? `${data.query.q} · ${t('search.title')}` : t('search.title')),
}

export const loader = makeLoader(loadSearch)

export default function SearchRoute() {
  return <SearchPage {...useLoaderData<typeof loader>()} />
}
