import type { LoaderFunctionArgs } from '@remix-run/node'
import { AppError } from '#domain/errors/app-error'
import { findSharedSession } from '#domain/live/share.server'

/** What a viewer's link opens, so far. Nobody need be logged in. */
export async function loadWatch({ params, context }: LoaderFunctionArgs) {
  const { db, config, understanding } = context.services
  const token = params.token ?? ''
  const shared = await findSharedSession(db, token)
  if (!shared) throw new AppError('not_found', 'There is no such link.')
  const { title, language, languages, endReason, segments } = shared
  return {
    token, title, language, isOpen: endReason === null, segments, languages,
    canTranslate: understanding.translator.isConfigured,
    socketUrl: `${config.liveUrl.replace(/\/$/, '')}/ws/watch`,
  }
}

export type WatchFacts = Awaited<ReturnType<typeof loadWatch>>
