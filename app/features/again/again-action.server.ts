import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { acceptDraft, beginDraft, discardDraft } from '#domain/recordings/drafts.server'
import { makeCanRecognise } from '~/web/can-recognise'
import { redirectWithFlash } from '~/web/flash.server'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { requireUser } from '~/web/session.server'

/** Begins another transcription of a recording, takes its result, or throws it away. */
export async function actOnDraft(args: ActionFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const form = await readForm(args.request)
  const { services } = args.context
  const id = args.params.id ?? ''
  const draftId = textField(form, 'draft')
  switch (form.get('intent')) {
    case 'begin': {
      const wish = { language: textField(form, 'language'), modelId: textField(form, 'modelId') || null }
      await makeCanRecognise(services)(wish)
      await beginDraft(services.db, user.id, id, wish)
      return redirect(paths.recordingAgain(id))
    }
    case 'accept':
      await acceptDraft(services.db, user.id, id, { draftId, print: textField(form, 'print') })
      return redirectWithFlash(args.context, paths.recording(id), 'draftAccepted')
    case 'discard':
      await discardDraft(services.db, user.id, id, draftId)
      return redirectWithFlash(args.context, paths.recording(id), 'draftDiscarded')
    default:
      throw unknownForm()
  }
}
