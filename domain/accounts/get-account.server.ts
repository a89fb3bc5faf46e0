import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { userProfiles } from '#db/schema/user-profiles'
import { users } from '#db/schema/users'
import { AppError } from '../errors/app-error'

/** An account as its owner sees it. Throws AppError `not_found`. */
export async function requireAccount(db: Db, userId: string) {
  const [account] = await db
    .select({
      id: users.id, email: users.email, userName: users.userName, name: userProfiles.name, role: users.role,
      locale: userProfiles.locale, createdAt: users.createdAt,
    })
    .from(users)
    .innerJoin(userProfiles, eq(userProfiles.userId, users.id))
    .where(eq(users.id, userId))
  if (!account) throw new AppError('not_found', 'There is no such account.')
  return account
}
