import { z } from 'zod'
import { revokeApiKey } from '#domain/api-keys/api-keys.server'
import { AppError } from '#domain/errors/app-error'
import { defineEndpoint } from '../endpoint'

export const revokeKey = defineEndpoint({
  method: 'DELETE',
  path: '/me/keys/:id',
  access: 'bearer',
  tag: 'Account',
  summary: 'Revoke an API key',
  description: 'Takes an access token, or the key itself: of other keys a key knows nothing.',
  params: z.object({ id: z.string().meta({ format: 'uuid', description: 'Of the key.' }) }),
  answers: { 204: { description: 'It is good for nothing from now on.' } },
  refusals: ['not_found'],
  async handle({ house, caller: { userId, credential }, params: { id } }) {
    if (credential.kind === 'key' && credential.id !== id) throw new AppError('not_found', 'There is no such key.')
    await revokeApiKey(house.db, userId, id)
    return { status: 204 }
  },
})
