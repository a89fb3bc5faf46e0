import { randomUUID } from 'node:crypto'
import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { refreshTokens } from '#db/schema/refresh-tokens'
import { users } from '#db/schema/users'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { hashOfSecret, makeSecretToken } from './secret-token.server'
import { deleteInBatches } from '../upkeep/delete-in-batches.server'

/** A log-in through the API, as its client holds it. */
export interface Renewable {
  userId: string
  familyId: string
  refreshToken: string
  refreshExpiresAt: Date
}

/** Begins a log-in. The token goes to the client and is stored nowhere. */
export function beginFamily(db: Db, userId: string): Promise<Renewable> {
  return addToken(db, { userId, familyId: randomUUID(), parentHash: null })
}

/**
 * Exchanges a token for the next one of its family; it is used up by that. A token that comes again has been stolen, or
 * its thief has been here before: the whole log-in ends, whoever holds what of it. Only the token used last may come
 * again within `limits.refreshGraceMs`, as long as what it was exchanged for has not been used: then the answer was
 * lost. Throws AppError `unauthenticated`.
 */
export async function renewFamily(db: Db, token: string): Promise<Renewable> {
  const tokenHash = hashOfSecret(token)
  // What is found out must be kept, so nothing is thrown inside.
  const renewed = await db.transaction(async (tx) => {
    const [known] = await tx.select().from(refreshTokens).where(eq(refreshTokens.tokenHash, tokenHash))
    if (!known) return null
    const { familyId, userId } = known
    // Of two that come at once, the second finds what the first has left.
    await lockFamily(tx, familyId)
    // A password that is being changed ends every family, those renewed at this moment too.
    await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('share')
    const [row] = await tx
      .select({
        isUsed: sql<boolean>`${refreshTokens.usedAt} is not null`,
        isOver: sql<boolean>`${refreshTokens.expiresAt} <= now()`,
      })
      .from(refreshTokens)
      .innerJoin(users, and(eq(users.id, refreshTokens.userId), eq(users.status, 'active')))
      .where(eq(refreshTokens.tokenHash, tokenHash))
    if (!row || row.isOver) return null
    if (row.isUsed && !(await isInGrace(tx, tokenHash))) {
      await tx.delete(refreshTokens).where(eq(refreshTokens.familyId, familyId))
      return null
    }
    // Siblings, made in a time of grace, are used up together: of two who hold one each, the second is noticed.
    if (!row.isUsed) {
      await tx.update(refreshTokens).set({ usedAt: sql`now()` })
        .where(and(eq(refreshTokens.familyId, familyId), isNull(refreshTokens.usedAt)))
    }
    return addToken(tx, { userId, familyId, parentHash: tokenHash })
  })
  if (!renewed) throw new AppError('unauthenticated', 'This refresh token is not valid, or no longer: log in again.')
  return renewed
}

async function isInGrace(tx: Pick<Db, 'execute'>, tokenHash: string): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select from refresh_tokens parent
      join refresh_tokens child on child.family_id = parent.family_id and child.parent_hash = parent.token_hash
     where parent.token_hash = ${tokenHash} and child.used_at is null
       and parent.used_at > now() - make_interval(secs => ${limits.refreshGraceMs} / 1000.0)`)
  return rows.length > 0
}

async function addToken(
  db: Pick<Db, 'insert'>, row: { userId: string; familyId: string; parentHash: string | null },
): Promise<Renewable> {
  const refreshToken = makeSecretToken()
  const expiresAt = new Date(Date.now() + limits.refreshTokenMs)
  await db.insert(refreshTokens).values({ ...row, tokenHash: hashOfSecret(refreshToken), expiresAt })
  return { userId: row.userId, familyId: row.familyId, refreshToken, refreshExpiresAt: expiresAt }
}

/** Logs out: access tokens of the same log-in end too. A token that is unknown is nobody's loss. */
export async function endFamily(db: Db, token: string): Promise<void> {
  await db.transaction(async (tx) => {
    const [known] = await tx.select({ familyId: refreshTokens.familyId }).from(refreshTokens)
      .where(eq(refreshTokens.tokenHash, hashOfSecret(token)))
    if (!known) return
    // What is being renewed at this moment is over before it goes, and goes too.
    await lockFamily(tx, known.familyId)
    await tx.delete(refreshTokens).where(eq(refreshTokens.familyId, known.familyId))
  })
}

const lockFamily = (tx: Pick<Db, 'execute'>, familyId: string) =>
  tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`steno:refresh:${familyId}`}, 0))`)

/** Ends every log-in of a user's through the API. */
export async function endAllFamilies(db: Pick<Db, 'delete'>, userId: string): Promise<void> {
  await db.delete(refreshTokens).where(eq(refreshTokens.userId, userId))
}

/** For the housekeeping job. Returns how many tokens were over. */
export function deleteExpiredRefreshTokens(db: Db): Promise<number> {
  return deleteInBatches(db, refreshTokens, lt(refreshTokens.expiresAt, sql`now()`))
}
