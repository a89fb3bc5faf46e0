import { useActionData, useLoaderData } from '@remix-run/react'
import { changePassword } from '#domain/accounts/change-password.server'
import { deleteAccount } from '#domain/accounts/delete-account.server'
import { DeleteAccount } from '~/features/settings/delete-account'
import { PasswordForm } from '~/features/settings/password-form'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { passRetryAfter } from '~/web/retry-after.server'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { endSession, getToken, requireUser } from '~/web/session.server'

export const headers = passRetryAfter

export const handle: PageHandle = { title: (t) => t('settings.account.title') }

export const loader = makeLoader(async (args) => ({ email: (await requireUser(args)).email }))

export const action = makeAction(async (args) => {
  const { context } = args
  const { db } = context.services
  const user = await requireUser(args)
  const form = await readForm(args.request)
  switch (form.get('intent')) {
    case 'password':
      await changePassword(db, user.id, {
        current: textField(form, 'current'), next: textField(form, 'next'), keepToken: await getToken(args),
      })
      return redirectWithFlash(context, paths.account(), 'passwordChanged')
    case 'delete':
      await deleteAccount(db, user.id, { password: textField(form, 'password'), session: await getToken(args) })
      return redirectWithFlash(context, paths.home(), 'accountDeleted', await endSession(args))
    default:
      throw unknownForm()
  }
})

export default function AccountPage() {
  const { email } = useLoaderData<typeof loader>()
  const error = errorOf(useActionData<typeof action>())
  const ofDeletion = error?.field === 'password' || error?.code === 'last_admin'
  return (
    <>
      <PasswordForm email={email} error={ofDeletion ? null : error} />
      <DeleteAccount error={ofDeletion ? error : null} />
    </>
  )
}
