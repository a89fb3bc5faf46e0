import { data, type ActionFunctionArgs } from '@remix-run/node'
import { AppError } from '#domain/errors/app-error'
import { requireUser } from '~/web/session.server'
import { answerScript, refusal } from './answer-script.server'
import { receiveFiles } from './receive-files.server'

/** The form as browsers send it without scripts: any number of files, one page with what became of each. */
export async function receiveForm(args: ActionFunctionArgs) {
  const user = await requireUser(args)
  const { results, error, status } = await receiveFiles(args, user.id)
  if (!error && results.length === 0) throw noFile()
  return data({ results, error }, { status })
}

/** One file, sent by a script as a form. */
export const receiveOneFile = answerScript(async (args, userId) => {
  const { results, error, status } = await receiveFiles(args, userId)
  const first = results[0]
  return first ? Response.json(first.answer, { status }) : refusal(error ?? noFile())
})

function noFile(): AppError {
  return new AppError('bad_request', 'No file was chosen.', { params: { field: 'file' } })
}
