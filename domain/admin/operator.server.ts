import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { users } from '#db/schema/users'
import { emailField, newPasswordField } from '../accounts/account-fields'
import { registerUser } from '../accounts/register-user.server'
import { replacePassword } from '../accounts/replace-password.server'
import { AppError } from '../errors/app-error'
import { parseInput } from '../errors/parse-input'
import { writeEntry, type Actor } from './audit.server'

/** Whoever commands the machine. No account stands for them, so the audit log names the way that they came. */
const operator: Actor = { id: '00000000-0000-0000-0000-000000000000', email: 'operator', address: 'npm run accounts' }

export interface AccountToAdd {
  email: string
  userName: string
  password: string
  /** Whether it is an administrator's; the first of an installation is so in any case. */
  isAdmin: boolean
}

/**
 * Makes an account, also where registration is closed, and writes it down, both or neither. Answers the address as it is
 * kept. Throws as `registerUser` does.
 */
export async function addAccount(db: Db, { isAdmin, ...registration }: AccountToAdd): Promise<{ email: string; role: 'user' | 'admin' }> {
  return db.transaction(async (tx) => {
    const { userId } = await registerUser(tx, registration)
    if (isAdmin) await tx.update(users).set({ role: 'admin' }).where(eq(users.id, userId))
    const [user] = await tx.select({ email: users.email, role: users.role }).from(users).where(eq(users.id, userId))
    const { email, role } = user!
    await writeEntry(tx, operator, { action: 'user.add', subjectId: userId, subject: email, details: { role } })
    return { email, role }
  })
}

const wish = z.object({ email: emailField, password: newPasswordField })

/**
 * Sets the password of somebody who has forgotten theirs, ends their sessions and log-ins, and writes it down, all or
 * nothing. Keys of the API stay, and so does a suspension. Throws AppError `not_found`, `password_common` or `bad_request`
 * (`params.field` is `email` or `password`).
 */
export async function setPassword(db: Db, input: { email: string; password: string }): Promise<{ email: string; status: 'active' | 'suspended' }> {
  const { email, password } = parseInput(wish, input)
  return db.transaction(async (tx) => {
    const [user] = await tx.select().from(users).where(eq(sql`lower(${users.email})`, email))
    if (!user) throw new AppError('not_found', `There is no account ${email}. See the list with: npm run accounts -- list`)
    await replacePassword(tx, user, { next: password, field: 'password', keepToken: null })
    await writeEntry(tx, operator, { action: 'user.password', subjectId: user.id, subject: user.email })
    return { email: user.email, status: user.status }
  })
}
