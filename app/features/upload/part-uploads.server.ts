import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { isAppError } from '#domain/errors/app-error'
import { abortUpload, abortUploadOfKey } from '#domain/uploads/abort-upload.server'
import type { AcceptedUpload } from '#domain/uploads/accept-upload.server'
import { completeUpload } from '#domain/uploads/complete-upload.server'
import { describeUpload } from '#domain/uploads/describe-upload.server'
import { requireUpload, type PartUpload } from '#domain/uploads/own-upload.server'
import { startUpload } from '#domain/uploads/start-upload.server'
import { parseWholeNumber, readForm, textField, unknownForm } from '~/web/form-fields'
import { makeOwnPartAddress } from '~/web/own-part-address.server'
import { paths } from '~/web/paths'
import { requireUser } from '~/web/session.server'
import { makeUploadTools } from '~/web/upload-tools'
import { answerScript } from './answer-script.server'
import type { PartUploadState } from './part-upload'
import type { UploadAnswer } from './upload-item'

type Context = ActionFunctionArgs['context']
const headers = { 'Cache-Control': 'no-store' }

/** Begins the upload of a key, goes on with it, or gives it up. */
export const beginParts = answerScript(async ({ request, context }, userId) => {
  const form = await readForm(request)
  const text = (name: string) => textField(form, name)
  const [intent, uploadKey] = [text('intent'), text('uploadKey')]
  if (intent === 'discard') {
    await abortUploadOfKey(context.services.db, userId, uploadKey)
    return new Response(null, { status: 204, headers })
  }
  const bytes = parseWholeNumber(text('bytes'))
  if (intent !== 'begin' || bytes === null) throw unknownForm()
  const { upload, accepted } = await startUpload(makeUploadTools(context.services), {
    userId, fileName: text('fileName'), bytes, uploadKey, language: text('language') || 'auto',
    title: text('title').trim() || undefined, modelId: text('modelId') || null,
  })
  return accepted ? answerAccepted(accepted, text('fileName')) : answerState(context, upload)
})

/** How an upload stands, with fresh addresses for what is missing. */
export const tellParts = answerScript(async ({ params, context }, userId) =>
  answerState(context, await requireUpload(context.services.db, userId, params.id ?? '')))

const complete = answerScript(async ({ params, context }, userId) => {
  const { services } = context
  const { fileName } = await requireUpload(services.db, userId, params.id ?? '')
  return answerAccepted(await completeUpload(makeUploadTools(services), userId, params.id ?? ''), fileName)
})

/** Completes an upload for a script, or gives one up for whoever pressed a button, and leads back to the page. */
export async function endParts(args: ActionFunctionArgs): Promise<Response> {
  const intent = textField(await readForm(args.request), 'intent')
  if (intent === 'complete') return complete(args)
  const user = await requireUser(args)
  if (intent !== 'discard') throw unknownForm()
  try {
    await abortUpload(args.context.services.db, user.id, args.params.id ?? '')
  } catch (error) {
    // Gone already, or in the library by now: the page tells which.
    if (!isAppError(error) || !['not_found', 'conflict'].includes(error.code)) throw error
  }
  return redirect(paths.upload())
}

async function answerState({ services }: Context, upload: PartUpload): Promise<Response> {
  const tools = { store: services.store, ownAddress: makeOwnPartAddress(services) }
  const { id, bytes, partBytes, arrived, parts, urlsExpireAt } = await describeUpload(tools, upload)
  const urlsGoodForMs = urlsExpireAt.getTime() - Date.now()
  const state: PartUploadState = { id, bytes, partBytes, arrived, parts, urlsGoodForMs }
  return Response.json({ ok: true, upload: state }, { headers })
}

function answerAccepted(accepted: AcceptedUpload, title: string): Response {
  const answer: UploadAnswer = { ok: true, title, ...accepted }
  return Response.json(answer, { headers })
}
