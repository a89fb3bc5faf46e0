import { data, type ActionFunctionArgs } from '@remix-run/node'
import {
  cancelRecording, renameRecording, retryRecording, setKept,
} from '#domain/recordings/change-recording.server'
import { rerunStep } from '#domain/pipeline/request-step.server'
import { correctSegment, restoreSegment } from '#domain/recordings/segments.server'
import { requestTranslation } from '#domain/translation/request-translation.server'
import { removeTranslation } from '#domain/translation/translations.server'
import { toErrorBody } from '~/web/error-body.server'
import { redirectWithFlash } from '~/web/flash.server'
import type { FlashKey } from '~/web/flash'
import { parseWholeNumber, readForm, textField, unknownForm } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { parseRedirect } from '~/web/safe-redirect'
import { requireUser } from '~/web/session.server'
import { parseRecordingIntent, type RecordingIntent } from './recording-intent'

const doneMessages: Record<RecordingIntent, FlashKey> = {
  rename: 'recordingRenamed', cancel: 'recordingCancelled', retry: 'recordingRetried', keep: 'recordingKept',
  unkeep: 'recordingNotKept', correct: 'segmentSaved', restore: 'segmentRestored', rerun: 'stepQueued',
  translate: 'translationQueued', untranslate: 'translationRemoved',
}

/**
 * Does what a form asks of one recording, then goes back to the page that asked. A text that is refused comes back
 * too.
 */
export async function actOnRecording(args: ActionFunctionArgs) {
  const user = await requireUser(args)
  const form = await readForm(args.request)
  const id = args.params.id ?? ''
  const intent = parseRecordingIntent(form.get('intent'))
  if (!intent) throw unknownForm()
  let done = doneMessages[intent]
  try {
    const outcome = await carryOut(intent, form, { db: args.context.services.db, userId: user.id, id })
    if (outcome === 'finishing') done = 'liveReleased'
  } catch (error) {
    const body = toErrorBody(error)
    if (body?.code !== 'bad_request') throw error
    return data({ error: body, refused: textField(form, 'text') || textField(form, 'title') }, { status: body.status })
  }
  // What was asked for is shown as it comes.
  const here = paths.recording(id, intent === 'translate' ? { in: textField(form, 'language') } : {})
  const returnTo = parseRedirect(form.get('returnTo'), here)
  return redirectWithFlash(args.context, returnTo, done)
}

type Target = { db: Parameters<typeof setKept>[0]; userId: string; id: string }

async function carryOut(intent: RecordingIntent, form: FormData, { db, userId, id }: Target): Promise<unknown> {
  const segmentId = () => {
    const segment = parseWholeNumber(textField(form, 'segment'))
    if (segment === null) throw unknownForm()
    return segment
  }
  switch (intent) {
    case 'rename':
      return renameRecording(db, userId, id, textField(form, 'title'))
    case 'cancel':
      return cancelRecording(db, userId, id)
    case 'retry':
      return retryRecording(db, userId, id)
    case 'keep':
    case 'unkeep':
      return setKept(db, userId, id, intent === 'keep')
    case 'correct':
      return correctSegment(db, userId, id, segmentId(), textField(form, 'text'))
    case 'restore':
      return restoreSegment(db, userId, id, segmentId())
    case 'translate':
      return requestTranslation(db, userId, id, textField(form, 'language'))
    case 'untranslate':
      return removeTranslation(db, userId, id, textField(form, 'language'))
    case 'rerun':
      return rerunStep(db, { userId, recordingId: id, step: textField(form, 'step'), key: textField(form, 'key') })
  }
}
