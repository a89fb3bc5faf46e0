import { z } from 'zod'
import { limits } from '#domain/limits/limits'
import { signAccessToken } from '#domain/tokens/access-token.server'
import type { Renewable } from '#domain/tokens/refresh-tokens.server'
import type { ApiHouse } from '../endpoint'
import { instant } from './basics'

/** A log-in through the API. */
export const sessionShape = z.object({
  accessToken: z.string().describe('A JSON Web Token, for `Authorization: Bearer …`.'),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int().describe('Seconds that the access token is good for.'),
  refreshToken: z.string().describe('Good for one use. Used twice, it ends the log-in.'),
  refreshExpiresAt: instant,
}).meta({ id: 'Session' })

export function toSessionJson({ tokens }: ApiHouse, renewable: Renewable): z.input<typeof sessionShape> {
  return {
    accessToken: signAccessToken(tokens, renewable),
    tokenType: 'Bearer',
    expiresIn: limits.accessTokenMs / 1000,
    refreshToken: renewable.refreshToken,
    refreshExpiresAt: renewable.refreshExpiresAt.toISOString(),
  }
}

/** What renews a log-in, or ends it. */
export const refreshBody = z.strictObject({ refreshToken: z.string().min(1).max(200) })
