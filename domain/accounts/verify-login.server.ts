import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { users } from '#db/schema/users'
import { AppError } from '../errors/app-error'
import { lineField } from '../errors/line-field'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import { countAttempt, forgetAttempts, giveAttemptBack, networkOf } from './login-limits.server'
import { verifyPassword } from './password.server'

/** A browser that has been logged in before, as its own signed cookie says. */
export interface Device {
  id: string
  /** Ids of the accounts that were logged in there. */
  accounts: readonly string[]
}

export interface Login {
  email: string
  password: string
  /** The client's IP address, as the server sees it. */
  address: string
  device: Device | null
}

const login = z.object({
  email: lineField('The e-mail address', limits.emailCharsMax).toLowerCase(),
  password: z.string('The password is missing.').min(1, 'The password is missing.'),
})

/**
 * Whose account it is. Throws AppError `wrong_credentials`, in the same words and time whether or not there is such an
 * account; `too_many_attempts` (params: retryMinutes); `forbidden` for a suspended account.
 *
 * Guesses are limited per address, per account at one address, and per account. A browser that the account knows has a
 * limit of its own instead, so that no stranger's guesses keep the owner out.
 */
export async function verifyLogin(db: Db, { address, device, ...input }: Login): Promise<{ userId: string }> {
  const { email, password } = parseInput(login, input)
  const [user] = await db
    .select()
    .from(users)
    .where(eq(sql`lower(${users.email})`, email))
  const knownDevice = user && device?.accounts.includes(user.id) ? device.id : null
  const network = networkOf(address)
  const own = knownDevice === null
    ? { kind: 'pair', name: `${email} ${network}` } as const
    : { kind: 'device', name: `${email} ${knownDevice}` } as const
  if (knownDevice === null) await countAttempt(db, 'address', network)
  await countAttempt(db, own.kind, own.name)
  // Last, so that what is refused already does not count against the account.
  if (knownDevice === null) await countAttempt(db, 'account', email)
  if (!(await verifyPassword(user?.passwordHash ?? null, password)) || !user) {
    throw new AppError('wrong_credentials', 'The e-mail address or the password is wrong.')
  }
  await forgetAttempts(db, own.kind, own.name)
  if (knownDevice === null) {
    await giveAttemptBack(db, 'address', network)
    await giveAttemptBack(db, 'account', email)
  }
  if (user.status !== 'active') throw new AppError('forbidden', 'This account has been suspended.')
  return { userId: user.id }
}

export interface PasswordPrompt {
  password: string
  /** Token of the session that asks; null where there is none. */
  session: string | null
  /** Name of the form field, which also says what the password is asked for. */
  field: string
}

/**
 * Asks the owner of an open session for their password again. Counted by the session and the question alone: a stolen
 * session cannot be used to guess, and nobody else's guesses keep the owner from it. Throws AppError `wrong_credentials`
 * with `params.field`, or `too_many_attempts`.
 */
export async function requirePassword(db: Db, userId: string, prompt: PasswordPrompt): Promise<void> {
  const { password, session, field } = prompt
  const [user] = await db.select().from(users).where(eq(users.id, userId))
  if (!user) throw new AppError('not_found', 'There is no such account.')
  const name = `${userId} ${field} ${session ?? ''}`
  await countAttempt(db, 'prompt', name)
  if (!(await verifyPassword(user.passwordHash, password))) {
    throw new AppError('wrong_credentials', 'The password is wrong.', { params: { field } })
  }
  await forgetAttempts(db, 'prompt', name)
}
