import type { QuestionToAnswer } from '#domain/ask/ask.server'
import type { ActionFunctionArgs } from '@remix-run/node'
import { textField } from '~/web/form-fields'
import { getLocale } from '~/web/locale.server'

/** The question of a form; it is given up when the asker goes away, or the process ends. */
export async function readQuestion(args: ActionFunctionArgs, form: FormData, userId: string): Promise<QuestionToAnswer> {
  const { request, context } = args
  return {
    userId,
    question: textField(form, 'question'),
    conversationId: textField(form, 'conversation') || null,
    recordingId: textField(form, 'recording') || null,
    language: await getLocale(request, context),
    signal: AbortSignal.any([request.signal, context.services.stopping]),
  }
}
