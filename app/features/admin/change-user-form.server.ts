import type { ActionFunctionArgs } from '@remix-run/node'
import { changeUser, changeUserPlan, deleteUser, type UserAct } from '#domain/admin/change-user.server'
import { getListedUser } from '#domain/admin/list-users.server'
import { AppError } from '#domain/errors/app-error'
import { redirectWithFlash } from '~/web/flash.server'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { requireActor } from './require-actor.server'

const acts: readonly UserAct[] = ['suspend', 'reactivate', 'promote', 'demote']

/** What an administrator's form asks to be done to an account. */
export async function changeUserByForm(args: ActionFunctionArgs): Promise<Response> {
  const actor = await requireActor(args)
  const { context } = args
  const { db } = context.services
  const user = await getListedUser(db, args.params.id ?? '')
  if (!user) throw new AppError('not_found', 'There is no such account.')
  const form = await readForm(args.request)
  const intent = textField(form, 'intent')
  const act = acts.find((known) => known === intent)
  if (act) {
    await changeUser(db, actor, user.id, act)
    return redirectWithFlash(context, paths.adminUser(user.id), 'userChanged')
  }
  switch (intent) {
    case 'plan':
      await changeUserPlan(db, actor, user.id, textField(form, 'plan'))
      return redirectWithFlash(context, paths.adminUser(user.id), 'userChanged')
    case 'delete':
      if (textField(form, 'email').trim().toLowerCase() !== user.email) {
        throw new AppError('bad_request', 'This is not the address of the account.', { params: { field: 'confirmEmail' } })
      }
      await deleteUser(db, actor, user.id)
      return redirectWithFlash(context, paths.adminUsers(), 'userDeleted')
    default:
      throw unknownForm()
  }
}
