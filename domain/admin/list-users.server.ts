import { and, eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { plans } from '#db/schema/plans'
import { userStats } from '#db/schema/user-stats'
import { userSubscriptions } from '#db/schema/user-subscriptions'
import { users } from '#db/schema/users'
import { limits } from '../limits/limits'
import { isUuid } from '../units/uuid'
import { afterCursor, newestFirst, nextCursorOf, placeOf } from '../paging/time-cursor.server'

/** An account as the list of accounts shows it. What the cycle has used is as its counters say, also of one that is over. */
export interface ListedUser {
  id: string
  email: string
  userName: string
  role: 'user' | 'admin'
  status: 'active' | 'suspended'
  createdAt: Date
  /** Null for an account that is on its way out. */
  planCode: string | null
  planName: string | null
  usedMs: number
  minutesLimit: number | null
  usageCount: number
  storedBytes: number
}

export interface UserFilter {
  /** Part of the address or of the name, or a whole id. */
  query?: string
  cursor?: string
}

/** The newest accounts first. Throws AppError `bad_request` for a cursor that no page gave. */
export async function listUsers(db: Db, { query = '', cursor }: UserFilter): Promise<{ items: ListedUser[]; nextCursor: string | null }> {
  const words = query.replaceAll('\0', '').slice(0, limits.searchCharsMax).trim()
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`
  const rows = await db
    .select({
      id: users.id, email: users.email, userName: users.userName, role: users.role, status: users.status,
      createdAt: users.createdAt, planCode: plans.code, planName: plans.name,
      usedMs: sql<number>`coalesce(${userSubscriptions.usedMs}, 0)`.mapWith(Number),
      minutesLimit: plans.monthlyMinutes,
      usageCount: sql<number>`coalesce(${userSubscriptions.usageCount}, 0)`.mapWith(Number),
      storedBytes: sql<number>`coalesce(${userStats.storedBytes}, 0)`.mapWith(Number),
      place: placeOf(users.createdAt),
    })
    .from(users)
    .leftJoin(userSubscriptions, eq(userSubscriptions.userId, users.id))
    .leftJoin(plans, eq(plans.id, userSubscriptions.planId))
    .leftJoin(userStats, eq(userStats.userId, users.id))
    .where(and(
      words === '' ? undefined
        : sql`(${users.email} ilike ${pattern} or f_fold(${users.userName}) like f_fold(${pattern}) or ${users.id}::text = ${words})`,
      cursor === undefined ? undefined : afterCursor(users.createdAt, users.id, cursor),
    ))
    .orderBy(newestFirst(users.createdAt, users.id))
    .limit(limits.adminPageRows + 1)
  const items = rows.slice(0, limits.adminPageRows).map(({ place: _, ...user }) => user)
  return { items, nextCursor: nextCursorOf(rows, limits.adminPageRows) }
}

/** One account. Null where there is none. */
export async function getListedUser(db: Db, id: string): Promise<ListedUser | null> {
  if (!isUuid(id)) return null
  const { items } = await listUsers(db, { query: id })
  return items.find((user) => user.id === id.toLowerCase()) ?? null
}
