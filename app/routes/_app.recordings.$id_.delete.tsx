import { useActionData, useLoaderData } from '@remix-run/react'
import { DeletePage } from '~/features/recording/delete-page'
import { deleteAction, loadDeletion } from '~/features/recording/delete-recording.server'
import { errorOf } from '~/web/form-errors'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const handle: PageHandle = { title: (t) => t('recording.delete.title') }

export const loader = makeLoader(loadDeletion)
export const action = makeAction(deleteAction)

export default function DeleteRoute() {
  return <DeletePage {...useLoaderData<typeof loader>()} error={errorOf(useActionData<typeof action>())} />
}
