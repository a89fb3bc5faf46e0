import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { userSessions } from '#db/schema/user-sessions'
import { users, type User } from '#db/schema/users'
import { changePlan } from '../accounts/plan.server'
import { lockAccounts, removeAccount } from '../accounts/remove-account.server'
import { AppError } from '../errors/app-error'
import type { AuditAction } from './audit-actions'
import { audited, requireStanding, writeEntry, type Actor, type AuditEntry } from './audit.server'

/** What can be done to somebody else's account besides its plan. */
export type UserAct = 'suspend' | 'reactivate' | 'promote' | 'demote'

const actions = {
  suspend: 'user.suspend', reactivate: 'user.reactivate', promote: 'user.promote', demote: 'user.demote',
} as const satisfies Record<UserAct, AuditAction>

const changes = {
  suspend: { status: 'suspended' }, reactivate: { status: 'active' }, promote: { role: 'admin' }, demote: { role: 'user' },
} as const satisfies Record<UserAct, Partial<User>>

/** Moves somebody to another plan; the cycle goes on. Throws AppError `not_found`, or as `changePlan` does. */
export async function changeUserPlan(db: Db, actor: Actor, userId: string, code: string): Promise<void> {
  await audited(db, actor, async (tx) => {
    const { email } = await requireUserRow(tx, userId)
    await changePlan(tx, userId, code)
    return { entry: { action: 'user.plan', subjectId: userId, subject: email, details: { plan: code } }, result: undefined }
  })
}

/**
 * Suspends, reactivates, makes an administrator or takes that away. Nobody does it to themselves, and whoever acts is asked
 * for again under the lock that all of this takes, so that there is an administrator after it. Somebody who is
 * suspended is logged out everywhere, and what they speak into is let go. Throws AppError `not_found`, `forbidden`.
 */
export async function changeUser(db: Db, actor: Actor, userId: string, act: UserAct): Promise<void> {
  await db.transaction(async (tx) => {
    const { email } = await requireOther(tx, actor, userId)
    await tx.update(users).set(changes[act]).where(eq(users.id, userId))
    if (act === 'suspend') await tx.delete(userSessions).where(eq(userSessions.userId, userId))
    await writeEntry(tx, actor, { action: actions[act], subjectId: userId, subject: email })
  })
  if (act === 'suspend') await releaseSessions(db, userId)
}

/** Deletes somebody's account with everything in it. Throws AppError `not_found`, `forbidden` for one's own. */
export async function deleteUser(db: Db, actor: Actor, userId: string): Promise<void> {
  await removeAccount(db, userId, async (tx) => {
    const { email } = await requireOther(tx, actor, userId)
    const entry: AuditEntry = { action: 'user.delete', subjectId: userId, subject: email }
    await writeEntry(tx, actor, entry)
  })
}

async function requireOther(tx: Db, actor: Actor, userId: string): Promise<User> {
  await lockAccounts(tx)
  await requireStanding(tx, actor)
  if (actor.id === userId) throw new AppError('forbidden', 'This is your own account: change it in your settings.')
  return requireUserRow(tx, userId)
}

async function requireUserRow(tx: Db, userId: string): Promise<User> {
  const [user] = await tx.select().from(users).where(eq(users.id, userId))
  if (!user) throw new AppError('not_found', 'There is no such account.')
  return user
}

/** In transactions of their own: a recording's lock goes before all others. */
async function releaseSessions(db: Db, userId: string): Promise<void> {
  const open = await db.execute<{ id: string }>(sql`
    select r.id from recordings r join live_sessions l on l.recording_id = r.id
     where r.user_id = ${userId}::uuid and r.status = 'processing' and l.ended_at is null`)
  for (const { id } of open.rows) await db.execute(sql`select sp_release_live(${userId}::uuid, ${id}::uuid)`)
}
