import { useActionData, useLoaderData } from '@remix-run/react'
import { actOnAsk } from '~/features/ask/ask-action.server'
import { loadAsk } from '~/features/ask/ask-loader.server'
import { AskPage } from '~/features/ask/ask-page'
import { errorOf } from '~/web/form-errors'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('ask.title') }

export const loader = makeLoader(loadAsk)
export const action = makeAction(actOnAsk)

export default function AskRoute() {
  return <AskPage {...useLoaderData<typeof loader>()} error={errorOf(useActionData<typeof action>())} />
}
