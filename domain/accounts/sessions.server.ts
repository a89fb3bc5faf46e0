import { and, eq, gt, lt, ne, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { userProfiles } from '#db/schema/user-profiles'
import { userSessions } from '#db/schema/user-sessions'
import { users } from '#db/schema/users'
import { limits } from '../limits/limits'
import { hashOfSecret, makeSecretToken } from '../tokens/secret-token.server'
import type { SessionUser } from './session-user'
import { deleteInBatches } from '../upkeep/delete-in-batches.server'

const USER_AGENT_CHARS_MAX = 300
/** A session is prolonged at most once a day, so that reading a page does not always write a row. */
const RENEW_AFTER_MS = 24 * 60 * 60 * 1000

const freshExpiry = () => new Date(Date.now() + limits.sessionMsMax)

/** Logs a user in. The token goes into the cookie and is stored nowhere. */
export async function createSession(
  db: Db,
  { userId, userAgent }: { userId: string; userAgent: string | null },
): Promise<{ token: string; expiresAt: Date }> {
  const token = makeSecretToken()
  const expiresAt = freshExpiry()
  await db.insert(userSessions).values({
    tokenHash: hashOfSecret(token),
    userId,
    expiresAt,
    userAgent: userAgent?.slice(0, USER_AGENT_CHARS_MAX) ?? null,
  })
  return { token, expiresAt }
}

/** Null for a token that is unknown or over, or whose account is suspended. Using a session prolongs it. */
export async function getSessionUser(db: Db, token: string): Promise<SessionUser | null> {
  const tokenHash = hashOfSecret(token)
  const [user] = await db
    .select({
      id: users.id,
      email: users.email,
      userName: users.userName,
      role: users.role,
      name: userProfiles.name,
      avatarUrl: userProfiles.avatarUrl,
      locale: userProfiles.locale,
      sessionExpiresAt: userSessions.expiresAt,
    })
    .from(userSessions)
    .innerJoin(users, eq(users.id, userSessions.userId))
    .innerJoin(userProfiles, eq(userProfiles.userId, users.id))
    .where(
      and(eq(userSessions.tokenHash, tokenHash), gt(userSessions.expiresAt, sql`now()`), eq(users.status, 'active')),
    )
  if (!user) return null
  const expiresAt = freshExpiry()
  if (expiresAt.getTime() - user.sessionExpiresAt.getTime() < RENEW_AFTER_MS) return user
  await db.update(userSessions).set({ expiresAt }).where(eq(userSessions.tokenHash, tokenHash))
  return { ...user, sessionExpiresAt: expiresAt }
}

/** Names the session of a token without giving the token away. */
export function loginOf(token: string): string {
  return hashOfSecret(token)
}

/** Whether a session that `loginOf` names is neither over nor ended by logging out. */
export async function isLoggedIn(db: Db, login: string): Promise<boolean> {
  const live = and(eq(userSessions.tokenHash, login), gt(userSessions.expiresAt, sql`now()`))
  return (await db.select({ userId: userSessions.userId }).from(userSessions).where(live)).length > 0
}

/** Logs out. */
export async function deleteSession(db: Db, token: string): Promise<void> {
  await db.delete(userSessions).where(eq(userSessions.tokenHash, hashOfSecret(token)))
}

/** Logs a user out everywhere, but for the session of the token given. */
export async function deleteOtherSessions(db: Db, userId: string, keepToken: string | null): Promise<void> {
  const others = keepToken === null ? undefined : ne(userSessions.tokenHash, hashOfSecret(keepToken))
  await db.delete(userSessions).where(and(eq(userSessions.userId, userId), others))
}

/** For the housekeeping job. Returns how many sessions were over. */
export function deleteExpiredSessions(db: Db): Promise<number> {
  return deleteInBatches(db, userSessions, lt(userSessions.expiresAt, sql`now()`))
}
