import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { userSubscriptions } from '#db/schema/user-subscriptions'
import { users } from '#db/schema/users'
import { AppError } from '../errors/app-error'
import { requirePassword } from './verify-login.server'

/**
 * Deletes an account with everything that belongs to it; audio and avatar follow through the outbox. Cut short, it
 * leaves an account without a plan, to be deleted again. `session` is the token of the session that asks. Throws AppError
 * `wrong_credentials` (params.field `password`), `too_many_attempts`, or `last_admin` for the only administrator while
 * others have accounts.
 */
export async function deleteAccount(
  db: Db, userId: string, { password, session }: { password: string; session: string | null },
): Promise<void> {
  await requirePassword(db, userId, { password, session, field: 'password' })
  await giveUpPlan(db, userId)
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

/**
 * The first step out. Without a subscription no new recording can begin, and this has to be committed before the rest:
 * the order of locks everywhere is recordings, subscription, counters, user, and a recording that came in between would be
 * met out of turn. Whoever has no subscription counts as gone, so two administrators cannot each rely on the other.
 */
async function giveUpPlan(db: Db, userId: string): Promise<void> {
  await db.transaction(async (tx) => {
    // Of all who leave or register, one at a time.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('steno:register'))`)
    const { rows } = await tx.execute<{ stranded: boolean }>(sql`
      select self.role = 'admin' and count(other.id) > 0
             and count(other.id) filter (where other.role = 'admin') = 0 as stranded
        from users self
        left join (users other join user_subscriptions plan on plan.user_id = other.id) on other.id <> self.id
       where self.id = ${userId} group by self.id`)
    if (rows[0]?.stranded) {
      throw new AppError('last_admin', 'The only administrator cannot leave while others have accounts here.')
    }
    await tx.delete(userSubscriptions).where(eq(userSubscriptions.userId, userId))
  })
}
