import { useActionData, useLoaderData } from '@remix-run/react'
import { getQueues, settleGivenUp } from '#domain/admin/queues.server'
import { QueueList } from '~/features/admin/queue-list'
import { requireActor } from '~/features/admin/require-actor.server'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.queues.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  return getQueues(args.context.services.db)
})

export const action = makeAction(async (args) => {
  const actor = await requireActor(args)
  const form = await readForm(args.request)
  const how = form.get('intent')
  if (how !== 'replay' && how !== 'discard') throw unknownForm()
  await settleGivenUp(args.context.services.db, actor, textField(form, 'task'), how)
  return redirectWithFlash(args.context, paths.adminQueues(), how === 'replay' ? 'jobsReplayed' : 'jobsDiscarded')
})

export default function QueuesPage() {
  return <QueueList {...useLoaderData<typeof loader>()} error={errorOf(useActionData<typeof action>())} />
}
