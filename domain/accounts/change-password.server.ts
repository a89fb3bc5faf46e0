import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { users } from '#db/schema/users'
import { parseInput } from '../errors/parse-input'
import { newPasswordField } from './account-fields'
import { replacePassword } from './replace-password.server'
import { requirePassword } from './verify-login.server'

const change = z.object({ next: newPasswordField })

/**
 * Sets a new password and ends every other session, and every log-in through the API; `keepToken` names the session to
 * keep, and without it all end. Keys of the API stay: they were made without a password, and are revoked one by one.
 * Throws AppError `wrong_credentials` (params.field `current`), `bad_request` or `password_common`
 * (params.field `next`) or `too_many_attempts`.
 */
export async function changePassword(
  db: Db,
  userId: string,
  input: { current: string; next: string; keepToken?: string | null },
): Promise<void> {
  const { next } = parseInput(change, input)
  const keepToken = input.keepToken ?? null
  await requirePassword(db, userId, { password: input.current, session: keepToken, field: 'current' })
  const [user] = await db.select({ email: users.email }).from(users).where(eq(users.id, userId))
  await replacePassword(db, { id: userId, email: user?.email ?? '' }, { next, field: 'next', keepToken })
}
