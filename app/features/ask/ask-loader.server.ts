import type { LoaderFunctionArgs } from '@remix-run/node'
import { listConversations } from '#domain/ask/conversations.server'
import { requireConversation } from '#domain/ask/get-conversation.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { requireUser } from '~/web/session.server'

/** The page to ask on: what was asked before, and the recording that `?recording=` narrows it to. */
export async function loadAsk(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db, understanding } = args.context.services
  const wanted = new URL(args.request.url).searchParams.get('recording')
  const recording = wanted ? await requireRecording(db, user.id, wanted) : null
  return {
    recording: recording && { id: recording.id, title: recording.title },
    conversations: await listConversations(db, user.id, { recordingId: recording?.id ?? null }),
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
