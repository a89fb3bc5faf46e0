import { useActionData, useLoaderData } from '@remix-run/react'
import { receiveForm } from '~/features/upload/receive-form.server'
import { loadUploadFacts } from '~/features/upload/upload-facts.server'
import { UploadPage } from '~/features/upload/upload-page'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('upload.title') }

export const loader = makeLoader(loadUploadFacts)
export const action = makeAction(receiveForm)

export default function UploadRoute() {
  const facts = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <UploadPage
      {...facts} results={answer && 'results' in answer ? answer.results : null}
      error={answer && 'error' in answer ? answer.error : null}
    />
  )
}
