import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { users } from '#db/schema/users'
import { AppError } from '../errors/app-error'
import { lineField } from '../errors/line-field'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import { countLoginAttempt, forgetLoginAttempts, networkOf } from './login-limits.server'
import { verifyPassword } from './password.server'

export interface Login {
  email: string
  password: string
  /** The client's IP address, as the server sees it. */
  address: string
}

const login = z.object({
  email: lineField('The e-mail address', limits.emailCharsMax).toLowerCase(),
  password: z.string('The password is missing.').min(1, 'The password is missing.'),
  address: z.string(),
})

/**
 * Whose account it is. Throws AppError `wrong_credentials`, in the same words and time whether or not there is such an
 * account; `too_many_attempts` (params: retryMinutes) per account and per address; `forbidden` for a suspended account.
 */
export async function verifyLogin(db: Db, input: Login): Promise<{ userId: string }> {
  const { email, password, address } = parseInput(login, input)
  await countLoginAttempt(db, 'address', networkOf(address))
  await countLoginAttempt(db, 'account', email)
  const [user] = await db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, email))
  if (!(await verifyPassword(user?.passwordHash ?? null, password)) || !user) {
    throw new AppError('wrong_credentials', 'The e-mail address or the password is wrong.')
  }
  await forgetLoginAttempts(db, email, address)
  if (user.status !== 'active') throw new AppError('forbidden', 'This account has been suspended.')
  return { userId: user.id }
}

/**
 * Asks the owner of an open session for their password again. Counted like a log-in, so that a stolen session cannot
 * be used to guess it. Throws AppError `wrong_credentials` with `params.field`, or `too_many_attempts`.
 */
export async function requirePassword(db: Db, userId: string, password: string, field: string): Promise<void> {
  const [user] = await db.select().from(users).where(eq(users.id, userId))
  if (!user) throw new AppError('not_found', 'There is no such account.')
  await countLoginAttempt(db, 'account', user.email)
  if (!(await verifyPassword(user.passwordHash, password))) {
    throw new AppError('wrong_credentials', 'The password is wrong.', { params: { field } })
  }
  await forgetLoginAttempts(db, user.email, null)
}
