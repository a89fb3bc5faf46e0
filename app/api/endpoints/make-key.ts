import { z } from 'zod'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { AppError } from '#domain/errors/app-error'
import { lineField } from '#domain/errors/line-field'
import { limits } from '#domain/limits/limits'
import { defineEndpoint } from '../endpoint'

export const makeKey = defineEndpoint({
  method: 'POST',
  path: '/me/keys',
  access: 'bearer',
  tag: 'Account',
  summary: 'Make an API key',
  description: 'For a program that logs in once with a password and keeps a key, such as the command line. Takes an access token: a '
    + 'key makes no keys. The answer is the only place where the key is shown.',
  body: {
    json: z.strictObject({
      name: lineField('The name', limits.apiKeyNameCharsMax),
      scopes: z.array(z.enum(scopes)).min(1).max(scopes.length).describe('What the key may do.'),
    }),
  },
  answers: {
    201: {
      description: 'The key is made.',
      json: z.object({ id: z.uuid(), name: z.string(), scopes: z.array(z.enum(scopes)), key: z.string() }).meta({ id: 'NewKey' }),
    },
  },
  refusals: ['forbidden', 'api_keys_max'],
  async handle({ house, caller: { userId, credential }, body: { name, scopes: allowed } }) {
    if (credential.kind !== 'login') throw new AppError('forbidden', 'A key makes no keys: log in with a password.')
    const { id, key } = await createApiKey(house.db, userId, { keyName: name, scopes: allowed })
    return { status: 201, json: { id, name, scopes: allowed, key } }
  },
})
