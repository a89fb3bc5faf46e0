import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { users } from '#db/schema/users'
import { parseInput } from '../errors/parse-input'
import { endAllFamilies } from '../tokens/refresh-tokens.server'
import { newPasswordField } from './account-fields'
import { hashPassword } from './password.server'
import { deleteOtherSessions } from './sessions.server'
import { requirePassword } from './verify-login.server'

const change = z.object({ next: newPasswordField })

/**
 * Sets a new password and ends every other session, and every log-in through the API; `keepToken` names the session to
 * keep, and without it all end. Keys of the API stay: they were made without a password, and are revoked one by one.
 * Throws AppError `wrong_credentials` (params.field `current`), `bad_request` (params.field `next`) or
 * `too_many_attempts`.
 */
export async function changePassword(
  db: Db,
  userId: string,
  input: { current: string; next: string; keepToken?: string | null },
): Promise<void> {
  const { next } = parseInput(change, input)
  await requirePassword(db, userId, { password: input.current, session: input.keepToken ?? null, field: 'current' })
  const passwordHash = await hashPassword(next)
  await db.transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, userId))
    await deleteOtherSessions(tx, userId, input.keepToken ?? null)
    await endAllFamilies(tx, userId)
  })
}
