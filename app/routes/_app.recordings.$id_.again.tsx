import { useActionData, useLoaderData } from '@remix-run/react'
import { actOnDraft } from '~/features/again/again-action.server'
import { loadAgain } from '~/features/again/again-loader.server'
import { AgainPage } from '~/features/again/again-page'
import { errorOf } from '~/web/form-errors'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('again.title') }

export const loader = makeLoader(loadAgain)
export const action = makeAction(actOnDraft)

export default function AgainRoute() {
  return <AgainPage {...useLoaderData<typeof loader>()} error={errorOf(useActionData<typeof action>())} />
}
