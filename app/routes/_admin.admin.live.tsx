import { useActionData, useLoaderData } from '@remix-run/react'
import { endSession, listOpenSessions } from '#domain/admin/live.server'
import { LiveSessionList } from '~/features/admin/live-session-list'
import { requireActor } from '~/features/admin/require-actor.server'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.live.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  return { sessions: await listOpenSessions(args.context.services.db) }
})

export const action = makeAction(async (args) => {
  const actor = await requireActor(args)
  const form = await readForm(args.request)
  if (form.get('intent') !== 'end') throw unknownForm()
  await endSession(args.context.services.db, actor, textField(form, 'id'))
  return redirectWithFlash(args.context, paths.adminLive(), 'liveReleased')
})

export default function LiveSessionsPage() {
  return <LiveSessionList {...useLoaderData<typeof loader>()} error={errorOf(useActionData<typeof action>())} />
}
