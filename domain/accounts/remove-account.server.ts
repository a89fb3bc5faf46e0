import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { recordings } from '#db/schema/recordings'
import { userSubscriptions } from '#db/schema/user-subscriptions'
import { users } from '#db/schema/users'
import { unhurried } from '#db/unhurried.server'

/** Of all who leave, register, or change who is an administrator, one at a time; until the transaction ends. */
export async function lockAccounts(tx: Db): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('steno:register'))`)
}

/**
 * Deletes an account with everything that belongs to it; audio and avatar follow through the outbox. Cut short, it
 * leaves an account without a plan, to be deleted again.
 *
 * The plan goes first, in a transaction with `mayLeave`, which throws where the account must stay. Without a subscription
 * no new recording can begin, and this has to be committed before the rest: the order of locks everywhere is recordings,
 * subscription, counters, user, and a recording that came in between would be met out of turn. Whoever has no
 * subscription counts as gone, so two administrators cannot each rely on the other.
 */
export async function removeAccount(db: Db, userId: string, mayLeave: (tx: Db) => Promise<void>): Promise<void> {
  await db.transaction(async (tx) => {
    await mayLeave(tx)
    await tx.delete(userSubscriptions).where(eq(userSubscriptions.userId, userId))
  })
  // All words of all recordings go in two statements.
  await unhurried(db, async (tx) => {
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
