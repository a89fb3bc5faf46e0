import type { LoaderFunctionArgs } from '@remix-run/node'
import { getUsage } from '#domain/accounts/plan.server'
import { findLiveSession, listOpenLiveSessions } from '#domain/live/open-sessions.server'
import { catalogue } from '#domain/models/catalogue'
import { makeUploadOptions } from '~/features/upload/upload-options'
import { preferenceCookie, readCookie } from '~/web/cookies.server'
import { liveSocketUrl } from '~/web/live-socket-url'
import { requireUser } from '~/web/session.server'

/** What the live page begins with: what can be chosen, what is still open, and what the plan leaves. */
export async function loadLive(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db, findModels, config, understanding } = args.context.services
  const goOnId = new URL(args.request.url).searchParams.get('session')
  const [usage, installed, open, goOn, speaksOver] = await Promise.all([
    getUsage(db, user.id), findModels(), listOpenLiveSessions(db, user.id),
    goOnId ? findLiveSession(db, user.id, goOnId) : null,
    readCookie(args.request, preferenceCookie('speaks-over', args.context)),
  ])
  return {
    userId: user.id,
    socketUrl: liveSocketUrl(config),
    canTranslate: understanding.translator.isConfigured,
    hasVoice: understanding.voice !== null,
    /** Whether this device speaks translations over the speaker. */
    speaksOver: speaksOver === true,
    options: makeUploadOptions(installed.map(({ entry }) => entry), catalogue),
    leftMs: usage.minutesLimit === null ? null : Math.max(0, usage.minutesLimit * 60_000 - usage.usedMs),
    open: open.map((session) => ({ ...session, createdAt: session.createdAt.getTime() })),
    /** The session that the address asks to go on with; null where there is none, or it has ended. */
    goOnId: goOn?.isOpen ? goOn.id : null,
  }
}

export type LiveFacts = Awaited<ReturnType<typeof loadLive>>
