import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { AppError } from '../errors/app-error'
import { lockAccounts, removeAccount } from './remove-account.server'
import { requirePassword } from './verify-login.server'

/**
 * Somebody deletes their own account. `session` is the token of the session that asks. Throws AppError
 * `wrong_credentials` (params.field `password`), `too_many_attempts`, or `last_admin` for the only administrator while
 * others have accounts.
 */
export async function deleteAccount(
  db: Db, userId: string, { password, session }: { password: string; session: string | null },
): Promise<void> {
  await requirePassword(db, userId, { password, session, field: 'password' })
  await removeAccount(db, userId, (tx) => requireOtherAdmin(tx, userId))
}

/** An administrator who is suspended or on the way out is none to rely on. */
async function requireOtherAdmin(tx: Db, userId: string): Promise<void> {
  await lockAccounts(tx)
  const { rows } = await tx.execute<{ stranded: boolean }>(sql`
    select self.role = 'admin' and count(other.id) > 0
           and count(other.id) filter (where other.role = 'admin' and other.status = 'active') = 0 as stranded
      from users self
      left join (users other join user_subscriptions plan on plan.user_id = other.id) on other.id <> self.id
     where self.id = ${userId} group by self.id`)
  if (rows[0]?.stranded) {
    throw new AppError('last_admin', 'The only administrator cannot leave while others have accounts here.')
  }
}
