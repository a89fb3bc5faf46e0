import { endFamily } from '#domain/tokens/refresh-tokens.server'
import { defineEndpoint } from '../endpoint'
import { refreshBody } from '../shapes/session'

export const logout = defineEndpoint({
  method: 'POST',
  path: '/auth/logout',
  access: 'public',
  tag: 'Log-in',
  summary: 'Log out',
  description: 'Ends the log-in that a refresh token belongs to, with its access tokens. Answers the same for a token that '
    + 'is none.',
  body: { json: refreshBody },
  answers: { 204: { description: 'Logged out.' } },
  async handle({ house, body }) {
    await endFamily(house.db, body.refreshToken)
    return { status: 204 }
  },
})
