import { z } from 'zod'
import type { Db } from '#db/client.server'
import { findApiKeyById } from '../api-keys/find-api-key.server'
import { limits } from '../limits/limits'
import type { Caller } from '../tokens/caller'
import { findTokenHolder } from '../tokens/find-token-holder.server'
import { openClaims, signClaims } from '../tokens/signed-claims.server'
import type { RealtimeSession } from './realtime-session'
import type { TicketClaims } from './ticket.server'

/** As OpenAI's begin, so that clients which look at it are content. */
export const CLIENT_SECRET_PREFIX = 'ek_'
const USE = 'steno client secret'

const claimsSchema = z.object({
  userId: z.uuid(),
  /** In whose name it was given out: with the end of that key or log-in it ends too. */
  by: z.object({ kind: z.enum(['key', 'login']), id: z.uuid() }),
  session: z.custom<RealtimeSession>(),
  /** Unix ms. */
  expiresAt: z.int(),
})

/** Whom a client secret speaks for, and what its sessions are to be like. */
export interface ClientSecretHolder {
  userId: string
  /** In whose name it was given out. */
  credential: NonNullable<TicketClaims['credential']>
  session: RealtimeSession
}

/**
 * A right to speak live for a while, and to nothing else, which may be given to a page or written into an address where a key may
 * not. It holds for new connections until then; those that are open stay, as long as the key or log-in does that it was given out for.
 */
export function makeClientSecret(
  caller: Pick<Caller, 'userId' | 'credential'>, session: RealtimeSession, lifeMs: number, secret: string, now = Date.now(),
): { value: string; expiresAt: Date } {
  const { kind, id } = caller.credential
  const expiresAt = now + Math.min(Math.max(lifeMs, limits.clientSecretMsMin), limits.clientSecretMsMax)
  const claims: z.infer<typeof claimsSchema> = { userId: caller.userId, by: { kind, id }, session, expiresAt }
  return { value: CLIENT_SECRET_PREFIX + signClaims(USE, claims, secret), expiresAt: new Date(expiresAt) }
}

/** Null for one that is altered, expired or none, or whose key or log-in has ended or lost its scope. */
export async function findClientSecretHolder(
  db: Db, value: string, secret: string, now = Date.now(),
): Promise<ClientSecretHolder | null> {
  if (!value.startsWith(CLIENT_SECRET_PREFIX)) return null
  const { data: claims } = claimsSchema.safeParse(openClaims(USE, value.slice(CLIENT_SECRET_PREFIX.length), secret))
  if (!claims || claims.expiresAt <= now) return null
  const { userId, by, session } = claims
  const holder: ClientSecretHolder = { userId, credential: by, session }
  if (by.kind === 'login') return (await findTokenHolder(db, { userId, familyId: by.id })) && holder
  const key = await findApiKeyById(db, by.id)
  return key?.userId === userId && key.scopes.includes('live') ? holder : null
}
