import type { ActionFunctionArgs } from '@remix-run/node'
import { AppError } from '#domain/errors/app-error'
import { errorCodes } from '#domain/errors/error-codes'
import { toErrorBody } from '~/web/error-body.server'
import { getUser } from '~/web/session.server'
import type { UploadAnswer } from './upload-item'

type Handle = (args: ActionFunctionArgs, userId: string) => Promise<Response>

/** A handler for scripts: its answers are JSON, also what it refuses, and where nobody is logged in any more. */
export function answerScript(handle: Handle) {
  return async (args: ActionFunctionArgs): Promise<Response> => {
    try {
      const user = await getUser(args)
      if (!user) return refusal(new AppError('unauthenticated', 'Please log in first.'))
      return await handle(args, user.id)
    } catch (thrown) {
      const error = toErrorBody(thrown)
      if (!error) throw thrown
      return refusal(error)
    }
  }
}

/** What a script is told of an upload that is refused. */
export function refusal(reason: Pick<AppError, 'code' | 'params'>): Response {
  const answer: UploadAnswer = { ok: false, error: { code: reason.code, params: reason.params } }
  return Response.json(answer, { status: errorCodes[reason.code].status, headers: { 'Cache-Control': 'no-store' } })
}
