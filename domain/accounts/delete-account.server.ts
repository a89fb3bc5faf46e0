import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { userSubscriptions } from '#db/schema/user-subscriptions'
import { users } from '#db/schema/users'
import { requirePassword } from './verify-login.server'

/**
 * Deletes an account with everything that belongs to it; audio and avatar follow through the outbox. Cut short, it
 * leaves an account without a plan, to be deleted again. Throws AppError `wrong_credentials` (params.field `password`)
 * or `too_many_attempts`.
 */
export async function deleteAccount(db: Db, userId: string, { password }: { password: string }): Promise<void> {
  await requirePassword(db, userId, password, 'password')
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
