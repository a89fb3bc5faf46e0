import { useActionData, useLoaderData, useSearchParams, type ShouldRevalidateFunctionArgs } from '@remix-run/react'
import { parseCited } from '~/features/ask/cited-path'
import { actOnRecording } from '~/features/recording/recording-action.server'
import { loadRecording } from '~/features/recording/recording-loader.server'
import { RecordingPage } from '~/features/recording/recording-page'
import { nameOf } from '~/features/recording/use-title'
import { isErrorBody } from '~/web/error-body'
import { parseWholeNumber } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

/** The title names the recording, so that tabs and the browser's history can be told apart. */
export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  title: (t, { recording }, day) => nameOf(t, day, recording),
}

export const loader = makeLoader(loadRecording)
export const action = makeAction(actOnRecording)

/** Opening and closing a field changes only the address: thousands of passages need not be loaded again for that. */
export function shouldRevalidate(args: ShouldRevalidateFunctionArgs) {
  const { currentUrl, nextUrl, formMethod, defaultShouldRevalidate } = args
  const samePage = currentUrl.pathname === nextUrl.pathname && currentUrl.href !== nextUrl.href
  const sameWords = currentUrl.searchParams.get('in') === nextUrl.searchParams.get('in')
  return samePage && sameWords && formMethod === undefined ? false : defaultShouldRevalidate
}

export default function RecordingRoute() {
  const data = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const [search] = useSearchParams()
  const error = answer && 'error' in answer && isErrorBody(answer.error) ? answer.error : null
  const refused = answer && 'refused' in answer ? answer.refused : null
  return (
    <RecordingPage
      key={data.recording.id} {...data} renaming={search.get('rename') !== null || error?.field === 'title'}
      cited={parseCited(search)} editingId={parseWholeNumber(search.get('edit') ?? '')} error={error} refused={refused}
    />
  )
}
