import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { users, type User } from '#db/schema/users'
import { endAllFamilies } from '../tokens/refresh-tokens.server'
import { refuseCommonPassword } from './common-password.server'
import { hashPassword } from './password.server'
import { deleteOtherSessions } from './sessions.server'

export interface NewPassword {
  /** As `newPasswordField` takes it. */
  next: string
  /** Name of the form field that a refusal names. */
  field: string
  /** Token of the session that stays; null: all end. */
  keepToken: string | null
}

/**
 * Sets a password and ends the sessions and the log-ins through the API that were begun with the one before. Throws AppError
 * `password_common` with `params.field`.
 */
export async function replacePassword(
  db: Db, user: Pick<User, 'id' | 'email'>, { next, field, keepToken }: NewPassword,
): Promise<void> {
  await refuseCommonPassword(next, { field, email: user.email })
  const passwordHash = await hashPassword(next)
  await db.transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, user.id))
    await deleteOtherSessions(tx, user.id, keepToken)
    await endAllFamilies(tx, user.id)
  })
}
