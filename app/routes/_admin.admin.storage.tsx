import { useActionData, useLoaderData } from '@remix-run/react'
import { runUpkeep } from '#domain/admin/run-upkeep.server'
import { getStorageFacts } from '#domain/admin/storage.server'
import { listUpkeepRuns } from '#domain/upkeep/upkeep-runs.server'
import { requireActor } from '~/features/admin/require-actor.server'
import { StoragePage } from '~/features/admin/storage-page'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.storage.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  const { db, store, measureDisk } = args.context.services
  const [facts, runs, disk] = await Promise.all([getStorageFacts(db), listUpkeepRuns(db), measureDisk()])
  return { facts, runs, disk, kind: store.kind }
})

export const action = makeAction(async (args) => {
  const actor = await requireActor(args)
  const form = await readForm(args.request)
  if (form.get('intent') !== 'run') throw unknownForm()
  await runUpkeep(args.context.services.db, actor, textField(form, 'task'))
  return redirectWithFlash(args.context, paths.adminStorage(), 'upkeepQueued')
})

export default function AdminStoragePage() {
  return <StoragePage {...useLoaderData<typeof loader>()} error={errorOf(useActionData<typeof action>())} />
}
