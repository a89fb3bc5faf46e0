import { and, eq, ne } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { userSubscriptions } from '#db/schema/user-subscriptions'
import { users } from '#db/schema/users'
import { AppError } from '../errors/app-error'
import { requirePassword } from './verify-login.server'

/**
 * Deletes an account with everything that belongs to it; audio and avatar follow through the outbox. Cut short, it
 * leaves an account without a plan, to be deleted again. Throws AppError `wrong_credentials` (params.field `password`),
 * `too_many_attempts`, or `last_admin` for the only administrator while others have accounts.
 */
export async function deleteAccount(db: Db, userId: string, { password }: { password: string }): Promise<void> {
  await requirePassword(db, userId, password, 'password')
  await refuseLastAdmin(db, userId)
  // Without a subscription no new recording can begin. This has to be committed first: the order of locks everywhere is
  // recordings, subscription, counters, user, and a recording that came in between would be met out of turn.
  await db.delete(userSubscriptions).where(eq(userSubscriptions.userId, userId))
  await db.transaction(async (tx) => {
    await tx
      .select({ id: recordings.id })
      .from(recordings)
      .where(eq(recordings.userId, userId))
      .orderBy(recordings.id)
      .for('update')
    await tx.delete(recordings).where(eq(recordings.userId, userId))
    await tx.delete(users).where(eq(users.id, userId))
  })
}

async function refuseLastAdmin(db: Db, userId: string): Promise<void> {
  const [self] = await db.select({ role: users.role }).from(users).where(eq(users.id, userId))
  if (self?.role !== 'admin') return
  const others = (role?: 'admin') =>
    db.$count(users, and(ne(users.id, userId), role && eq(users.role, role)))
  if ((await others()) === 0 || (await others('admin')) > 0) return
  throw new AppError('last_admin', 'The only administrator cannot leave while others have accounts here.')
}
