import { z } from 'zod'
import { emailField, localeField, newPasswordField, userNameField } from '#domain/accounts/account-fields'
import { isFirstAccount } from '#domain/accounts/first-account.server'
import { countAttempt, networkOf } from '#domain/accounts/login-limits.server'
import { registerUser, registrationClosed } from '#domain/accounts/register-user.server'
import { beginFamily } from '#domain/tokens/refresh-tokens.server'
import { defineEndpoint } from '../endpoint'
import { sessionShape, toSessionJson } from '../shapes/session'

export const register = defineEndpoint({
  method: 'POST',
  path: '/auth/register',
  access: 'public',
  tag: 'Log-in',
  summary: 'Make an account',
  description: 'Makes an account on the free plan and logs in. `forbidden` where registration is closed.',
  body: {
    json: z.strictObject({
      email: emailField, userName: userNameField, password: newPasswordField, locale: localeField.nullish(),
    }),
  },
  answers: { 201: { description: 'The account is made.', json: sessionShape } },
  refusals: ['email_taken', 'password_common', 'forbidden', 'too_many_attempts'],
  async handle({ house, body, address }) {
    const { db, config } = house
    // Before a costly look first: the database judges once more, whoever else registers at the same time.
    if (!config.registrationOpen && !(await isFirstAccount(db))) throw registrationClosed()
    // Counted with log-ins, and for good: accounts are not made without end from one address.
    await countAttempt(db, 'address', networkOf(address))
    const { userId } = await registerUser(db, body, { onlyFirst: !config.registrationOpen })
    return { status: 201, json: toSessionJson(house, await beginFamily(db, userId)) }
  },
})
