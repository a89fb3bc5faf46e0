import { data, redirect, type ActionFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { isFirstAccount } from '#domain/accounts/first-account.server'
import { countAttempt, networkOf } from '#domain/accounts/login-limits.server'
import { registerUser, registrationClosed } from '#domain/accounts/register-user.server'
import { RegisterForm } from '~/features/auth/register-form'
import { RegistrationClosed } from '~/features/auth/registration-closed'
import { toErrorBody } from '~/web/error-body.server'
import { readForm, textField } from '~/web/form-fields'
import type { RequestContext } from '~/web/load-context'
import { getLocale } from '~/web/locale.server'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { headersOf, passRetryAfter } from '~/web/retry-after.server'
import { makeLoader } from '~/web/route-handlers.server'
import { parseRedirect } from '~/web/safe-redirect'
import { beginSession, getUser } from '~/web/session.server'

async function getRegistration({ services: { config, db } }: RequestContext) {
  const first = await isFirstAccount(db)
  return { first, open: config.registrationOpen || first }
}

export const headers = passRetryAfter

export const handle: PageHandle = { title: (t) => t('auth.register.title') }

export const loader = makeLoader(async (args) => {
  const redirectTo = new URL(args.request.url).searchParams.get('redirectTo')
  if (await getUser(args)) throw redirect(parseRedirect(redirectTo, paths.library()))
  return { redirectTo, ...await getRegistration(args.context) }
})

export async function action({ request, context }: ActionFunctionArgs) {
  const values = { email: '', userName: '' }
  try {
    const form = await readForm(request)
    Object.assign(values, { email: textField(form, 'email'), userName: textField(form, 'userName') })
    const { config, db } = context.services
    // Before a costly look first: the database judges once more, whoever else registers at the same time.
    if (!(await getRegistration(context)).open) throw registrationClosed()
    // Counted with log-ins, and for good: accounts are not made without end from one address.
    await countAttempt(db, 'address', networkOf(context.address))
    const locale = await getLocale(request, context)
    const input = { ...values, password: textField(form, 'password'), locale }
    const { userId } = await registerUser(db, input, { onlyFirst: !config.registrationOpen })
    const headers = await beginSession({ request, context }, userId)
    return redirect(parseRedirect(form.get('redirectTo'), paths.library()), { headers })
  } catch (thrown) {
    const error = toErrorBody(thrown)
    if (!error) throw thrown
    return data({ error, values }, { status: error.status, headers: headersOf(error) })
  }
}

export default function RegisterPage() {
  const { redirectTo, first, open } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  if (!open) return <RegistrationClosed />
  return (
    <RegisterForm
      error={answer?.error ?? null} values={answer?.values ?? { email: '', userName: '' }} redirectTo={redirectTo} first={first}
    />
  )
}
