import { useActionData, useLoaderData } from '@remix-run/react'
import { discardDeadLetter, listDeadLetters, replayDeadLetter } from '#domain/jobs/dead-letters.server'
import { limits } from '#domain/limits/limits'
import { FailedJobs } from '~/features/admin/failed-jobs'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { parseWholeNumber, readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.failed.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  return { letters: await listDeadLetters(args.context.services.db, limits.libraryPageRows) }
})

export const action = makeAction(async (args) => {
  await requireAdmin(args)
  const { db } = args.context.services
  const form = await readForm(args.request)
  const id = parseWholeNumber(textField(form, 'id'))
  if (id === null) throw unknownForm()
  switch (form.get('intent')) {
    case 'discard':
      await discardDeadLetter(db, id)
      return redirectWithFlash(args.context, paths.failedJobs(), 'jobDiscarded')
    case 'replay':
      await replayDeadLetter(db, id)
      return redirectWithFlash(args.context, paths.failedJobs(), 'jobReplayed')
    default:
      throw unknownForm()
  }
})

export default function FailedJobsPage() {
  const { letters } = useLoaderData<typeof loader>()
  return <FailedJobs letters={letters} error={errorOf(useActionData<typeof action>())} />
}
