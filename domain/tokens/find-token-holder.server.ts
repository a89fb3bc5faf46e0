import { and, eq, exists, gt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { plans } from '#db/schema/plans'
import { refreshTokens } from '#db/schema/refresh-tokens'
import { userSubscriptions } from '#db/schema/user-subscriptions'
import { users } from '#db/schema/users'
import type { AccessClaims } from './access-token.server'

/** Whom an access token speaks for. */
export interface TokenHolder {
  userId: string
  /** Null for an account on its way out. */
  planCode: string | null
}

/** Null where the log-in has ended, or the account is suspended or gone: an access token does not outlive them. */
export async function findTokenHolder(db: Db, { userId, familyId }: AccessClaims): Promise<TokenHolder | null> {
  const family = db.select({ one: sql`1` }).from(refreshTokens).where(and(
    eq(refreshTokens.familyId, familyId), eq(refreshTokens.userId, users.id), gt(refreshTokens.expiresAt, sql`now()`),
  ))
  const [row] = await db
    .select({ userId: users.id, planCode: plans.code })
    .from(users)
    .leftJoin(userSubscriptions, eq(userSubscriptions.userId, users.id))
    .leftJoin(plans, eq(plans.id, userSubscriptions.planId))
    .where(and(eq(users.id, userId), eq(users.status, 'active'), exists(family)))
  return row ?? null
}
