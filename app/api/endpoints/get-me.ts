import { z } from 'zod'
import { scopes } from '#domain/api-keys/scopes'
import { requireAccount } from '#domain/accounts/get-account.server'
import { defineEndpoint } from '../endpoint'
import { instant } from '../shapes/basics'

const meShape = z.object({
  id: z.uuid(),
  email: z.string(),
  userName: z.string(),
  name: z.string(),
  role: z.enum(['user', 'admin']),
  locale: z.string().nullable(),
  createdAt: instant,
  plan: z.string().nullable().describe('Code of the plan.'),
  credential: z.object({
    kind: z.enum(['key', 'login']),
    name: z.string().nullable().describe('Of the key.'),
    scopes: z.array(z.enum(scopes)),
  }).describe('What this request was made with.'),
}).meta({ id: 'Me' })

export const getMe = defineEndpoint({
  method: 'GET',
  path: '/me',
  access: 'bearer',
  tag: 'Account',
  summary: 'Whose credential this is, and what it may do',
  answers: { 200: { description: 'The account.', json: meShape } },
  async handle({ house, caller }) {
    const { userId, planCode, credential } = caller
    const account = await requireAccount(house.db, userId)
    return {
      status: 200,
      json: {
        ...account,
        createdAt: account.createdAt.toISOString(),
        plan: planCode,
        credential: {
          kind: credential.kind, name: credential.kind === 'key' ? credential.name : null, scopes: [...caller.scopes],
        },
      },
    }
  },
})
