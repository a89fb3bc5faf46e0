import { createReadStream } from 'node:fs'
import type { ActionFunctionArgs } from '@remix-run/node'
import { limits } from '#domain/limits/limits'
import { acceptUpload } from '#domain/uploads/accept-upload.server'
import { redirectWithFlash } from '~/web/flash.server'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { requireUser } from '~/web/session.server'
import { makeUploadTools } from '~/web/upload-tools'

/** Puts the recording that comes with Steno into the user's library, as if they had uploaded it. */
export async function uploadSample(args: ActionFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const form = await readForm(args.request)
  if (form.get('intent') !== 'sample') throw unknownForm()
  const { services } = args.context
  const { sampleFile } = services
  const signal = AbortSignal.timeout(limits.mediaProbeMsMax * 2)
  const { recordingId } = await acceptUpload(makeUploadTools(services), {
    userId: user.id, fileName: 'steno-sample.mp3', title: textField(form, 'title') || undefined, language: 'en',
    body: createReadStream(sampleFile), signal,
  })
  return redirectWithFlash(args.context, paths.recording(recordingId), 'uploaded')
}
