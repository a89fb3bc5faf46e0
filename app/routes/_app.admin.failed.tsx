import { useActionData, useLoaderData } from '@remix-run/react'
import { discardDeadLetter, listDeadLetters, replayDeadLetter } from '#domain/jobs/dead-letters.server'
import { limits } from '#domain/limits/limits'
import { FailedJobs } from '~/features/admin/failed-jobs'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  return { letters: await listDeadLetters(args.context.services.db, limits.libraryPageRows) }
})

export const action = makeAction(async (args) => {
  await requireAdmin(args)
  const { db } = args.context.services
  const form = await args.request.formData()
  const id = Number(form.get('id'))
  if (form.get('intent') === 'discard') {
    await discardDeadLetter(db, id)
    return redirectWithFlash(args.context, paths.failedJobs(), 'jobDiscarded')
  }
  await replayDeadLetter(db, id)
  return redirectWithFlash(args.context, paths.failedJobs(), 'jobReplayed')
})

export default function FailedJobsPage() {
  const { letters } = useLoaderData<typeof loader>()
  return <FailedJobs letters={letters} error={errorOf(useActionData<typeof action>())} />
}
