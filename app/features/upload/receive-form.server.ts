import { data, type ActionFunctionArgs } from '@remix-run/node'
import { AppError } from '#domain/errors/app-error'
import { errorCodes } from '#domain/errors/error-codes'
import { toErrorBody } from '~/web/error-body.server'
import { getUser, requireUser } from '~/web/session.server'
import { receiveFiles } from './receive-files.server'
import type { UploadAnswer } from './upload-item'

/** The form as browsers send it without scripts: any number of files, one page with what became of each. */
export async function receiveForm(args: ActionFunctionArgs) {
  const user = await requireUser(args)
  const { results, error, status } = await receiveFiles(args, user.id)
  if (!error && results.length === 0) throw noFile()
  return data({ results, error }, { status })
}

/** One file, sent by a script: the answer is JSON, also where nobody is logged in any more. */
export async function receiveOneFile(args: ActionFunctionArgs): Promise<Response> {
  try {
    const user = await getUser(args)
    if (!user) return refusal(new AppError('unauthenticated', 'Please log in first.'))
    const { results, error, status } = await receiveFiles(args, user.id)
    const first = results[0]
    if (first) return Response.json(first.answer, { status })
    return refusal(error ?? noFile())
  } catch (thrown) {
    const error = toErrorBody(thrown)
    if (!error) throw thrown
    return refusal(error)
  }
}

function refusal(reason: { code: AppError['code']; params: AppError['params'] }): Response {
  const answer: UploadAnswer = { ok: false, error: { code: reason.code, params: reason.params } }
  return Response.json(answer, { status: errorCodes[reason.code].status, headers: { 'Cache-Control': 'no-store' } })
}

function noFile(): AppError {
  return new AppError('bad_request', 'No file was chosen.', { params: { field: 'file' } })
}
