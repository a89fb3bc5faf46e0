import type { LoaderFunctionArgs } from '@remix-run/node'
import { findLiveSession } from '#domain/live/open-sessions.server'
import { recordingNotFound } from '#domain/recordings/owned.server'
import { requireUser } from '~/web/session.server'

/** Whether a session has a link for viewers, and whether they can have it translated. */
export async function loadShare(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const live = await findLiveSession(args.context.services.db, user.id, args.params.id ?? '')
  if (!live) throw recordingNotFound()
  return {
    id: live.id, title: live.title, createdAt: live.createdAt, isShared: live.isShared,
    canTranslate: args.context.services.understanding.translator.isConfigured,
  }
}
