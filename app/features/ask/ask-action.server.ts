import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { deleteConversations } from '#domain/ask/conversations.server'
import { isAppError } from '#domain/errors/app-error'
import { redirectWithFlash } from '~/web/flash.server'
import { readForm, unknownForm } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { requireUser } from '~/web/session.server'
import { readQuestion } from './asked-question.server'

/** What the forms of these pages ask for without scripts: an answer, whole, or that conversations are deleted. */
export async function actOnAsk(args: ActionFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const form = await readForm(args.request)
  const { db } = args.context.services
  switch (form.get('intent')) {
    case 'ask':
      return answerWhole(args, form, user.id)
    case 'delete':
      await deleteConversations(db, user.id, args.params.id ?? '')
      return redirectWithFlash(args.context, paths.ask(), 'conversationDeleted')
    case 'deleteAll':
      await deleteConversations(db, user.id, null)
      return redirectWithFlash(args.context, paths.ask(), 'conversationsDeleted')
    default:
      throw unknownForm()
  }
}

async function answerWhole(args: ActionFunctionArgs, form: FormData, userId: string): Promise<Response> {
  const { services, logger } = args.context
  let page: string | null = null
  try {
    for await (const event of services.understanding.ask(await readQuestion(args, form, userId))) {
      if (event.type === 'asked') page = `${paths.conversation(event.conversationId)}#turn-${event.turnId}`
    }
  } catch (error) {
    // Once it is written down, its page says what became of it.
    if (page === null || !isAppError(error)) throw error
    logger.warn({ err: error }, 'a question has no answer')
  }
  return redirect(page ?? paths.ask())
}
