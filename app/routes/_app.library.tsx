import { useLoaderData } from '@remix-run/react'
import { loadLibrary } from '~/features/library/library-loader.server'
import { LibraryPage } from '~/features/library/library-page'
import { makeLoader } from '~/web/route-handlers.server'

export const loader = makeLoader(loadLibrary)

export default function LibraryRoute() {
  return <LibraryPage {...useLoaderData<typeof loader>()} />
}
