import { useLoaderData } from '@remix-run/react'
import { DeletePage } from '~/features/recording/delete-page'
import { deleteAction, loadDeletion } from '~/features/recording/delete-recording.server'
import { makeAction, makeLoader } from '~/web/route-handlers.server'

export const loader = makeLoader(loadDeletion)
export const action = makeAction(deleteAction)

export default function DeleteRoute() {
  return <DeletePage {...useLoaderData<typeof loader>()} />
}
