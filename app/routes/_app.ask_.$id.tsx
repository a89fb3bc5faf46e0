import { useActionData, useLoaderData } from '@remix-run/react'
import { actOnAsk } from '~/features/ask/ask-action.server'
import { loadConversation } from '~/features/ask/ask-loader.server'
import { ConversationPage } from '~/features/ask/conversation-page'
import { errorOf, filledOf } from '~/web/form-errors'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle<Awaited<ReturnType<typeof loader>>> = {
  title: (t, { conversation }) => conversation.turns[0]?.question ?? t('ask.title'),
}

export const loader = makeLoader(loadConversation)
export const action = makeAction(actOnAsk, ['question'])

export default function ConversationRoute() {
  const data = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <ConversationPage
      key={data.conversation.id} {...data} error={errorOf(answer)} refused={filledOf(answer)?.question?.[0]}
    />
  )
}
