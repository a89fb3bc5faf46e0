import { useLoaderData } from '@remix-run/react'
import { listUsers } from '#domain/admin/list-users.server'
import { isAppError } from '#domain/errors/app-error'
import { UserList } from '~/features/admin/user-list'
import type { PageHandle } from '~/web/page-handle'
import { makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.users.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  const { db } = args.context.services
  const { searchParams } = new URL(args.request.url)
  const query = searchParams.get('q') ?? ''
  const cursor = searchParams.get('cursor') ?? undefined
  const page = await listUsers(db, { query, cursor }).catch((error: unknown) => {
    // A page whose address was cut begins again at the first.
    if (!isAppError(error) || error.code !== 'bad_request') throw error
    return listUsers(db, { query })
  })
  return { ...page, query, isFirst: cursor === undefined }
})

export default function UsersPage() {
  return <UserList {...useLoaderData<typeof loader>()} />
}
