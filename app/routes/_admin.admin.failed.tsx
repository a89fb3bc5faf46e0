import { useActionData, useLoaderData } from '@remix-run/react'
import { listDeadLetters } from '#domain/jobs/dead-letters.server'
import { limits } from '#domain/limits/limits'
import { FailedJobs } from '~/features/admin/failed-jobs'
import { settleLettersByForm } from '~/features/admin/settle-letters-form.server'
import { errorOf } from '~/web/form-errors'
import { parseWholeNumber } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.failed.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  const before = parseWholeNumber(new URL(args.request.url).searchParams.get('before') ?? '')
  const rows = await listDeadLetters(args.context.services.db, limits.adminPageRows + 1, before)
  const letters = rows.slice(0, limits.adminPageRows)
  return { letters, next: rows.length > letters.length ? letters.at(-1)!.id : null, isFirst: before === null }
})

export const action = makeAction(settleLettersByForm)

export default function FailedJobsPage() {
  return <FailedJobs {...useLoaderData<typeof loader>()} error={errorOf(useActionData<typeof action>())} />
}
