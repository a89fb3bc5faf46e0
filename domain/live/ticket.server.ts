import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { limits } from '../limits/limits'

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

/**
 * A short-lived right to connect (server/SPEC.md 1.2): claims and their HMAC-SHA256 under a key of this use alone. Both parts are
 * base64url, which a subprotocol may be made of.
 */
export function signLiveTicket(claims: Omit<TicketClaims, 'expiresAt'>, secret: string, now = Date.now()): string {
  const lifeMs = claims.purpose === 'live' ? limits.liveTicketMs : limits.liveResumeTicketMs
  const body = Buffer.from(JSON.stringify({ ...claims, expiresAt: now + lifeMs })).toString('base64url')
  return `${body}.${mac(body, secret)}`
}

/** Null for a ticket that is altered, expired, or none at all. */
export function verifyLiveTicket(ticket: string, secret: string, now = Date.now()): TicketClaims | null {
  const [body = '', signature = '', ...rest] = ticket.split('.')
  if (rest.length > 0 || !isSame(signature, mac(body, secret))) return null
  // Signed by ourselves, but perhaps by another version.
  const claims = claimsSchema.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()))
  return claims.success && claims.data.expiresAt > now ? claims.data : null
}

function mac(body: string, secret: string): string {
  return createHmac('sha256', secret).update('steno live ticket\0').update(body).digest('base64url')
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
