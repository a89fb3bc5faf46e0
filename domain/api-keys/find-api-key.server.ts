import { and, eq, sql, type SQL } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { apiKeys } from '#db/schema/api-keys'
import { plans } from '#db/schema/plans'
import { userSubscriptions } from '#db/schema/user-subscriptions'
import { users } from '#db/schema/users'
import { limits } from '../limits/limits'
import { hashOfSecret } from '../tokens/secret-token.server'
import { isScope, type Scope } from './scopes'

/** Whom a key speaks for. */
export interface KeyHolder {
  keyId: string
  keyName: string
  userId: string
  scopes: Scope[]
  /** Null for an account on its way out. */
  planCode: string | null
}

/** Null for a key that is none, or revoked, or whose account is suspended. Notes that the key was used. */
export function findApiKey(db: Db, key: string): Promise<KeyHolder | null> {
  return findHolder(db, eq(apiKeys.keyHash, hashOfSecret(key)))
}

/** The same by the key's id, for what was given out in its name and is to end with it. */
export function findApiKeyById(db: Db, keyId: string): Promise<KeyHolder | null> {
  return findHolder(db, eq(apiKeys.id, keyId))
}

async function findHolder(db: Db, which: SQL): Promise<KeyHolder | null> {
  const isNoted = sql<boolean>`${apiKeys.lastUsedAt} > now() - make_interval(secs => ${limits.apiKeyTouchMs} / 1000.0)`
  const [row] = await db
    .select({
      keyId: apiKeys.id, keyName: apiKeys.name, userId: apiKeys.userId, scopes: apiKeys.scopes, planCode: plans.code,
      isNoted,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .leftJoin(userSubscriptions, eq(userSubscriptions.userId, users.id))
    .leftJoin(plans, eq(plans.id, userSubscriptions.planId))
    .where(and(which, eq(users.status, 'active')))
  if (!row) return null
  const { isNoted: isRecent, ...holder } = row
  // Once a while is enough: reading must not always write a row.
  if (!isRecent) await db.update(apiKeys).set({ lastUsedAt: sql`now()` }).where(eq(apiKeys.id, row.keyId))
  return { ...holder, scopes: row.scopes.filter(isScope) }
}
