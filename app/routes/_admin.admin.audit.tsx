import { useLoaderData } from '@remix-run/react'
import { listAudit } from '#domain/admin/audit.server'
import { AuditList } from '~/features/admin/audit-list'
import { parseWholeNumber } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.audit.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  const before = parseWholeNumber(new URL(args.request.url).searchParams.get('before') ?? '')
  return { ...(await listAudit(args.context.services.db, before)), isFirst: before === null }
})

export default function AuditPage() {
  return <AuditList {...useLoaderData<typeof loader>()} />
}
