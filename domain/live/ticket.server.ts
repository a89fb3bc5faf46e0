import { z } from 'zod'
import { limits } from '../limits/limits'
import { openClaims, signClaims } from '../tokens/signed-claims.server'

/** What a ticket is good for: beginning or resuming sessions of a user, or resuming one of them. */
const claimsSchema = z.object({
  purpose: z.enum(['live', 'resume']),
  userId: z.uuid(),
  sessionId: z.uuid().optional(),
  /** The log-in that it was given to (`loginOf`): with its end the ticket is of no more use. */
  login: z.string().regex(/^[0-9a-f]{64}$/).optional(),
  /** The API key, or the log-in through the API, that it was given to: without that it is of no more use either. */
  credential: z.object({ kind: z.enum(['key', 'login']), id: z.uuid() }).optional(),
  /** Unix ms. */
  expiresAt: z.int(),
})

export type TicketClaims = z.infer<typeof claimsSchema>

const USE = 'steno live ticket'

/** A short-lived right to connect (server/SPEC.md 1.2). */
export function signLiveTicket(claims: Omit<TicketClaims, 'expiresAt'>, secret: string, now = Date.now()): string {
  const lifeMs = claims.purpose === 'live' ? limits.liveTicketMs : limits.liveResumeTicketMs
  return signClaims(USE, { ...claims, expiresAt: now + lifeMs }, secret)
}

/** Null for a ticket that is altered, expired, or none at all. */
export function verifyLiveTicket(ticket: string, secret: string, now = Date.now()): TicketClaims | null {
  const claims = claimsSchema.safeParse(openClaims(USE, ticket, secret))
  return claims.success && claims.data.expiresAt > now ? claims.data : null
}
