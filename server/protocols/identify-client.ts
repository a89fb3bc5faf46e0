import type { Db } from '#db/client.server'
import { CLIENT_SECRET_PREFIX, findClientSecretHolder } from '#domain/live/client-secret.server'
import type { RealtimeSession } from '#domain/live/realtime-session'
import type { TicketClaims } from '#domain/live/ticket.server'
import type { TokenHouse } from '#domain/tokens/access-token.server'
import { findCaller } from '#domain/tokens/find-caller.server'
import { mayStandInAddress, type Shown } from './read-credential'

/** Who speaks over a connection of another protocol. */
export interface Client {
  userId: string
  /** What it was let in with, or what its client secret was given out for: without that it speaks no more. */
  credential: NonNullable<TicketClaims['credential']>
  /** What its client secret says of its sessions. */
  session?: RealtimeSession
}

export interface Unidentified {
  status: 401 | 403
  sentence: string
}

export interface IdentifyDeps {
  db: Db
  tokens: TokenHouse
  /** Signs client secrets. */
  secret: string
}

/** Whose credential it is, and whether it is for speaking live (server/SPEC.md 9.2). Throws while the database is away. */
export async function identifyClient(
  { credential, isInAddress }: Shown, { db, tokens, secret }: IdentifyDeps,
): Promise<Client | Unidentified> {
  if (!credential) return { status: 401, sentence: 'Show an API key or an access token: Authorization: Bearer …' }
  if (isInAddress && !mayStandInAddress(credential)) {
    return { status: 401, sentence: 'Addresses are logged: only a client secret (POST /v1/realtime/client_secrets) may stand in one.' }
  }
  if (credential.startsWith(CLIENT_SECRET_PREFIX)) {
    return (await findClientSecretHolder(db, credential, secret)) ?? unknown
  }
  const caller = await findCaller({ db, tokens }, credential)
  if (!caller) return unknown
  if (!caller.scopes.includes('live')) return { status: 403, sentence: 'This key may not speak live: it takes the scope live.' }
  const { userId, credential: { kind, id } } = caller
  return { userId, credential: { kind, id } }
}

const unknown: Unidentified = { status: 401, sentence: 'This key or token is not valid, or no longer.' }
