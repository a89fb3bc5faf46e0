import { data, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { isFirstAccount } from '#domain/accounts/first-account.server'
import { LoginForm } from '~/features/auth/login-form'
import { makeAuthenticator } from '~/web/authenticator.server'
import { readDevice } from '~/web/device.server'
import { toErrorBody } from '~/web/error-body.server'
import { readForm, textField } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { headersOf, passRetryAfter } from '~/web/retry-after.server'
import { makeLoader } from '~/web/route-handlers.server'
import { parseRedirect } from '~/web/safe-redirect'
import { beginSession, getUser } from '~/web/session.server'
import type { ActionFunctionArgs } from '@remix-run/node'

export const headers = passRetryAfter

export const handle: PageHandle = { title: (t) => t('auth.login.title') }

export const loader = makeLoader(async (args) => {
  const redirectTo = new URL(args.request.url).searchParams.get('redirectTo')
  if (await getUser(args)) throw redirect(parseRedirect(redirectTo, paths.library()))
  const { config, db } = args.context.services
  return { redirectTo, registrationOpen: config.registrationOpen || await isFirstAccount(db) }
})

export async function action({ request, context }: ActionFunctionArgs) {
  let email = ''
  try {
    const form = await readForm(request.clone())
    email = textField(form, 'email')
    const { userId } = await makeAuthenticator(context, await readDevice(request, context)).authenticate('form', request)
    const headers = await beginSession({ request, context }, userId)
    return redirect(parseRedirect(form.get('redirectTo'), paths.library()), { headers })
  } catch (thrown) {
    const error = toErrorBody(thrown)
    if (!error) throw thrown
    return data({ error, email }, { status: error.status, headers: headersOf(error) })
  }
}

export default function LoginPage() {
  const { redirectTo, registrationOpen } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <LoginForm
      error={answer?.error ?? null} email={answer?.email ?? ''} redirectTo={redirectTo} registrationOpen={registrationOpen}
    />
  )
}
