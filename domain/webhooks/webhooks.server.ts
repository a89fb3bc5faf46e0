import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { webhooks } from '#db/schema/webhooks'
import { webhookSecret } from './sign.server'
import { parseWebhookUrl } from './webhook-url.server'

/** Where a user is told of what is done. */
export interface Webhook {
  url: string
  createdAt: Date
}

/** What of an installation webhooks depend on. */
export interface WebhookHouse {
  /** The installation's own. */
  secret: string
  /** Whether addresses of this machine and its network may be called. */
  allowsPrivate: boolean
}

/** Null where the user has none. */
export async function getWebhook(db: Db, userId: string): Promise<Webhook | null> {
  const [row] = await db.select().from(webhooks).where(eq(webhooks.userId, userId))
  return row ? { url: row.url, createdAt: row.createdAt } : null
}

/** The webhook with the secret that signs what is sent to it; never for a page but the one that has just made it. */
export async function getSigningWebhook(
  db: Db, userId: string, house: WebhookHouse,
): Promise<{ url: string; secret: string } | null> {
  const [row] = await db.select().from(webhooks).where(eq(webhooks.userId, userId))
  return row ? { url: row.url, secret: webhookSecret(house.secret, row.salt) } : null
}

/**
 * Sets the user's webhook; the first one, and one for which it is asked, gets a secret, which is answered this once. Null where the
 * secret stays as it is. Throws AppError `bad_request` with `params.field`.
 */
export async function setWebhook(
  db: Db, userId: string, wish: { url: string; newSecret: boolean }, house: WebhookHouse,
): Promise<string | null> {
  const url = parseWebhookUrl(wish.url, house.allowsPrivate)
  if (!wish.newSecret) {
    const changed = await db.update(webhooks).set({ url }).where(eq(webhooks.userId, userId))
    if (changed.rowCount !== 0) return null
  }
  const salt = randomBytes(16).toString('base64url')
  await db.insert(webhooks).values({ userId, url, salt })
    .onConflictDoUpdate({ target: webhooks.userId, set: { url, salt } })
  return webhookSecret(house.secret, salt)
}

export async function removeWebhook(db: Db, userId: string): Promise<void> {
  await db.delete(webhooks).where(eq(webhooks.userId, userId))
}
