import { Authenticator } from 'remix-auth'
import { FormStrategy } from 'remix-auth-form'
import { verifyLogin, type Device } from '#domain/accounts/verify-login.server'
import { textField } from './form-fields'
import type { RequestContext } from './load-context'

/**
 * The ways to prove who one is; today one, the form of e-mail address and password. Made for each request, since the address
 * and the device that attempts are counted by, and the database, belong to it.
 */
export function makeAuthenticator(
  { services, address }: RequestContext, device: Device | null,
): Authenticator<{ userId: string }> {
  const authenticator = new Authenticator<{ userId: string }>()
  authenticator.use(new FormStrategy(({ form }) => verifyLogin(services.db, {
    email: textField(form, 'email'), password: textField(form, 'password'), address, device,
  })), 'form')
  return authenticator
}
