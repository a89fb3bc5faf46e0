import type { Db } from '#db/client.server'
import { userSubscriptions } from '#db/schema/user-subscriptions'

/**
 * Whether nobody has an account yet: the next one will be the administrator. An account without a plan is on its way out
 * (delete-account.server.ts), and does not count.
 */
export async function isFirstAccount(db: Db): Promise<boolean> {
  const [someone] = await db.select({ id: userSubscriptions.userId }).from(userSubscriptions).limit(1)
  return someone === undefined
}
