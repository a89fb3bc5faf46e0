import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { users } from '#db/schema/users'
import { recordings } from '#db/schema/recordings'
import { requirePassword } from './verify-login.server'

/**
 * Deletes an account with everything that belongs to it; audio and avatar follow through the outbox. Throws AppError
 * `wrong_credentials` (params.field `password`) or `too_many_attempts`.
 */
export async function deleteAccount(db: Db, userId: string, { password }: { password: string }): Promise<void> {
  await requirePassword(db, userId, password, 'password')
  await db.transaction(async (tx) => {
    // The order of locks everywhere is user, recordings, subscription, counters.
    await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('update')
    await tx.select({ id: recordings.id }).from(recordings).where(eq(recordings.userId, userId))
      .orderBy(recordings.id).for('update')
    await tx.delete(recordings).where(eq(recordings.userId, userId))
    await tx.delete(users).where(eq(users.id, userId))
  })
}
