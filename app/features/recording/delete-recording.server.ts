import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { deleteRecording } from '#domain/recordings/change-recording.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { redirectWithFlash } from '~/web/flash.server'
import { readForm, unknownForm } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { requireUser } from '~/web/session.server'

/** What is about to be deleted. */
export async function loadDeletion(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { id, title, source, createdAt } = await requireRecording(args.context.services.db, user.id, args.params.id ?? '')
  return { id, title, source, createdAt }
}

/** Deletes it, and goes back to the library. */
export async function deleteAction(args: ActionFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  if ((await readForm(args.request)).get('intent') !== 'delete') throw unknownForm()
  await deleteRecording(args.context.services.db, user.id, args.params.id ?? '')
  return redirectWithFlash(args.context, paths.library(), 'recordingDeleted')
}
