import { useActionData, useLoaderData } from '@remix-run/react'
import { actOnAsk } from '~/features/ask/ask-action.server'
import { loadAsk } from '~/features/ask/ask-loader.server'
import { AskPage } from '~/features/ask/ask-page'
import { errorOf, filledOf } from '~/web/form-errors'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('ask.title') }

export const loader = makeLoader(loadAsk)
export const action = makeAction(actOnAsk, ['question'])

export default function AskRoute() {
  const answer = useActionData<typeof action>()
  return <AskPage {...useLoaderData<typeof loader>()} error={errorOf(answer)} refused={filledOf(answer)?.question?.[0]} />
}
