import { renewFamily } from '#domain/tokens/refresh-tokens.server'
import { defineEndpoint } from '../endpoint'
import { refreshBody, sessionShape, toSessionJson } from '../shapes/session'

export const refresh = defineEndpoint({
  method: 'POST',
  path: '/auth/refresh',
  access: 'public',
  tag: 'Log-in',
  summary: 'Renew a log-in',
  description: 'Exchanges a refresh token for the next one and an access token. A refresh token that comes again ends the '
    + 'log-in for whoever holds anything of it, but for a few seconds in which a lost answer may be asked for once more.',
  body: { json: refreshBody },
  answers: { 200: { description: 'Renewed.', json: sessionShape } },
  refusals: ['unauthenticated'],
  async handle({ house, body }) {
    return { status: 200, json: toSessionJson(house, await renewFamily(house.db, body.refreshToken)) }
  },
})
