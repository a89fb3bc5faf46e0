import { desc, lt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { auditLog } from '#db/schema/audit-log'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import type { AuditAction } from './audit-actions'

/** The administrator who acts. */
export interface Actor {
  id: string
  email: string
  /** The network address that the request came from. */
  address: string
}

export interface AuditEntry {
  action: AuditAction
  /** To whom or what: an id where it has one, and how people know it. */
  subjectId?: string
  subject: string
  details?: Record<string, string | number | null>
}

/**
 * Carries out an administrative act and writes it down, both or neither. What `work` answers names the act, since often
 * only the act finds out what it is done to. Throws AppError `not_found` where whoever acts is no administrator any more.
 */
export async function audited<T>(
  db: Db, actor: Actor, work: (tx: Db) => Promise<{ entry: AuditEntry; result: T }>,
): Promise<T> {
  return db.transaction(async (tx) => {
    await requireStanding(tx, actor)
    const { entry, result } = await work(tx)
    await writeEntry(tx, actor, entry)
    return result
  })
}

/** For acts that are a transaction of their own already. */
export async function writeEntry(tx: Db, actor: Actor, { action, subjectId, subject, details = {} }: AuditEntry): Promise<void> {
  await tx.insert(auditLog).values({
    actorId: actor.id, actorEmail: actor.email, address: actor.address, action, subjectId: subjectId ?? null, subject, details,
  })
}

/** Asked again in the act's own transaction: between the page and the act somebody may have been suspended or deleted. */
export async function requireStanding(tx: Db, { id }: Actor): Promise<void> {
  const { rows } = await tx.execute(sql`
    select from users u where u.id = ${id}::uuid and u.role = 'admin' and u.status = 'active'
       and exists (select from user_subscriptions s where s.user_id = u.id)`)
  if (rows.length === 0) throw new AppError('not_found', 'There is nothing here.')
}

export type AuditRow = typeof auditLog.$inferSelect

/** The newest first, from before the entry with this id on. `next` is for the page after; null on the last. */
export async function listAudit(db: Db, before: number | null): Promise<{ items: AuditRow[]; next: number | null }> {
  const rows = await db.select().from(auditLog)
    .where(before === null ? undefined : lt(auditLog.id, before))
    .orderBy(desc(auditLog.id))
    .limit(limits.adminPageRows + 1)
  const items = rows.slice(0, limits.adminPageRows)
  return { items, next: rows.length > items.length ? items.at(-1)!.id : null }
}
