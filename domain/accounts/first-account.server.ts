import type { Db } from '#db/client.server'
import { users } from '#db/schema/users'

/** Whether nobody has an account yet: the next one will be the administrator. */
export async function isFirstAccount(db: Db): Promise<boolean> {
  const [someone] = await db.select({ id: users.id }).from(users).limit(1)
  return someone === undefined
}
