import { and, arrayContains, eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { apiKeys } from '#db/schema/api-keys'
import { users } from '#db/schema/users'
import { isLoggedIn } from '../accounts/sessions.server'
import { findTokenHolder } from '../tokens/find-token-holder.server'
import type { TicketClaims } from './ticket.server'

/** Whether what a ticket was given to is still good: the log-in on the pages, or the API key or log-in through the API. */
export async function isTicketHeld(db: Db, { userId, login, credential }: Omit<TicketClaims, 'expiresAt'>): Promise<boolean> {
  if (login !== undefined && !(await isLoggedIn(db, login))) return false
  if (!credential) return true
  if (credential.kind === 'login') return (await findTokenHolder(db, { userId, familyId: credential.id })) !== null
  const [key] = await db.select({ id: apiKeys.id }).from(apiKeys).innerJoin(users, eq(users.id, apiKeys.userId)).where(and(
    eq(apiKeys.id, credential.id), eq(apiKeys.userId, userId), eq(users.status, 'active'),
    arrayContains(apiKeys.scopes, ['live']),
  ))
  return key !== undefined
}
