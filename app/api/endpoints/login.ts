import { z } from 'zod'
import { verifyLogin } from '#domain/accounts/verify-login.server'
import { beginFamily } from '#domain/tokens/refresh-tokens.server'
import { defineEndpoint } from '../endpoint'
import { sessionShape, toSessionJson } from '../shapes/session'

export const login = defineEndpoint({
  method: 'POST',
  path: '/auth/login',
  access: 'public',
  tag: 'Log-in',
  summary: 'Log in',
  description: 'Guesses are limited, with those on the pages. `forbidden` for an account that is suspended.',
  body: { json: z.strictObject({ email: z.string(), password: z.string() }) },
  answers: { 200: { description: 'Logged in.', json: sessionShape } },
  refusals: ['wrong_credentials', 'too_many_attempts', 'forbidden'],
  async handle({ house, body, address }) {
    const { userId } = await verifyLogin(house.db, { ...body, address, device: null })
    return { status: 200, json: toSessionJson(house, await beginFamily(house.db, userId)) }
  },
})
