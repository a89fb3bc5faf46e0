import type { LoaderFunctionArgs } from '@remix-run/node'
import { listConversations } from '#domain/ask/conversations.server'
import { requireConversation } from '#domain/ask/get-conversation.server'
import { isAppError } from '#domain/errors/app-error'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { requireUser } from '~/web/session.server'

/** The page to ask on: what was asked before, page by page, and the recording that `?recording=` narrows it to. */
export async function loadAsk(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db, understanding } = args.context.services
  const query = new URL(args.request.url).searchParams
  const wanted = query.get('recording')
  const recording = wanted ? await requireRecording(db, user.id, wanted) : null
  const recordingId = recording?.id ?? null
  const cursor = query.get('cursor') || null
  const page = await listConversations(db, user.id, { recordingId, cursor }).catch((error: unknown) => {
    // A page whose address was cut begins again at the first.
    if (!isAppError(error) || error.code !== 'bad_request') throw error
    return listConversations(db, user.id, { recordingId })
  })
  return {
    recording: recording && { id: recording.id, title: recording.title, source: recording.source, createdAt: recording.createdAt },
    conversations: page.items,
    nextCursor: page.nextCursor,
    isFirstPage: cursor === null,
    hasModel: understanding.llm !== null,
  }
}

/** A conversation with all its turns. */
export async function loadConversation(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db, understanding } = args.context.services
  return {
    conversation: await requireConversation(db, user.id, args.params.id ?? ''),
    hasModel: understanding.llm !== null,
  }
}

export type AskData = Awaited<ReturnType<typeof loadAsk>>
export type ConversationData = Awaited<ReturnType<typeof loadConversation>>
