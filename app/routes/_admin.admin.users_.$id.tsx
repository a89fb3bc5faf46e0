import { useActionData, useLoaderData } from '@remix-run/react'
import { getUsage, listPlans } from '#domain/accounts/plan.server'
import { getListedUser } from '#domain/admin/list-users.server'
import { AppError, isAppError } from '#domain/errors/app-error'
import { changeUserByForm } from '~/features/admin/change-user-form.server'
import { UserPage } from '~/features/admin/user-page'
import { errorOf, filledOf } from '~/web/form-errors'
import type { PageHandle } from '~/web/page-handle'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.user.title') }

export const loader = makeLoader(async (args) => {
  const { id: ownId } = await requireAdmin(args)
  const { db } = args.context.services
  const user = await getListedUser(db, args.params.id ?? '')
  if (!user) throw new AppError('not_found', 'There is no such account.')
  const [plans, usage] = await Promise.all([
    listPlans(db),
    getUsage(db, user.id).catch((error: unknown) => {
      if (isAppError(error) && error.code === 'no_subscription') return null
      throw error
    }),
  ])
  return { user, usage, plans: plans.map(({ code, name }) => ({ code, name })), isOwn: user.id === ownId }
})

export const action = makeAction(changeUserByForm, ['email'])

export default function AdminUserPage() {
  const answer = useActionData<typeof action>()
  return <UserPage {...useLoaderData<typeof loader>()} error={errorOf(answer)} filled={filledOf(answer)} />
}
