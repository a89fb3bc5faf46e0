import { useActionData, useLoaderData } from '@remix-run/react'
import { loadLibrary } from '~/features/library/library-loader.server'
import { LibraryPage } from '~/features/library/library-page'
import { uploadSample } from '~/features/upload/upload-sample.server'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('library.title') }

export const loader = makeLoader(loadLibrary)
export const action = makeAction(uploadSample)

export default function LibraryRoute() {
  const answer = useActionData<typeof action>()
  return <LibraryPage {...useLoaderData<typeof loader>()} error={answer && 'error' in answer ? answer.error : null} />
}
