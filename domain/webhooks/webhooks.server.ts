import { randomBytes } from 'node:crypto'
import { and, asc, count, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { webhooks } from '#db/schema/webhooks'
import { AppError } from '../errors/app-error'
import { parseInput } from '../errors/parse-input'
import { printable } from '../errors/printable'
import { limits } from '../limits/limits'
import { isUuid } from '../units/uuid'
import { webhookSecret } from './sign.server'
import type { Webhook } from './webhook'
import { isWebhookEvent, webhookEvents } from './webhook-events'
import { parseWebhookUrl } from './webhook-url.server'

/** What of an installation webhooks depend on. */
export interface WebhookHouse {
  /** The installation's own. */
  secret: string
  /** Whether addresses of this machine and its network may be called. */
  allowsPrivate: boolean
}

const words = `At most ${limits.webhookDescriptionCharsMax} characters that can be shown, in one line.`

/** What a user may say of a webhook; untrusted. The address is judged by `parseWebhookUrl`. */
export const webhookFields = {
  description: z.string().trim().max(limits.webhookDescriptionCharsMax, words).regex(printable, words),
  events: z.array(z.enum(webhookEvents, `A webhook can be told of ${webhookEvents.join(', ')}.`))
    .min(1, 'Choose at least one thing that the webhook is told of.').max(webhookEvents.length * 2),
}

const wish = z.object({ url: z.string(), ...webhookFields })

export type WebhookWish = z.input<typeof wish>
export type WebhookChange = Partial<WebhookWish> & { enabled?: boolean }

/** A webhook, and the secret that signs what is sent to it: for the answer that has just made it, and no other. */
export interface MadeWebhook {
  webhook: Webhook
  secret: string
}

type Row = typeof webhooks.$inferSelect

const toWebhook = ({ salt: _, previousSalt, previousUntil, userId: __, events, ...row }: Row): Webhook => ({
  ...row,
  events: events.filter(isWebhookEvent),
  previousSecretUntil: previousSalt !== null && previousUntil && previousUntil > new Date() ? previousUntil : null,
})

const ownedBy = (userId: string, id: string) => and(eq(webhooks.id, id), eq(webhooks.userId, userId))
const notFound = () => new AppError('not_found', 'There is no such webhook.')

/** A user's webhooks, the oldest first. */
export async function listWebhooks(db: Db, userId: string): Promise<Webhook[]> {
  const rows = await db.select().from(webhooks).where(eq(webhooks.userId, userId))
    .orderBy(asc(webhooks.createdAt), asc(webhooks.id))
  return rows.map(toWebhook)
}

/** Throws AppError `not_found`, also for what is somebody else's. */
export async function requireWebhook(db: Db, userId: string, id: string): Promise<Webhook> {
  if (!isUuid(id)) throw notFound()
  const [row] = await db.select().from(webhooks).where(ownedBy(userId, id))
  if (!row) throw notFound()
  return toWebhook(row)
}

/** Throws AppError `bad_request` (`params.field` url, description or events), or `webhooks_max`. */
export async function createWebhook(db: Db, userId: string, input: WebhookWish, house: WebhookHouse): Promise<MadeWebhook> {
  const { url, description, events } = parseInput(wish, input)
  const values = { userId, url: parseWebhookUrl(url, house.allowsPrivate), description, events: [...new Set(events)], salt: makeSalt() }
  return db.transaction(async (tx) => {
    // One after the other for each user, or two at once would both take the last place.
    await tx.execute(sql`select from users where id = ${userId} for no key update`)
    const [row] = await tx.select({ webhooks: count() }).from(webhooks).where(eq(webhooks.userId, userId))
    if ((row?.webhooks ?? 0) >= limits.webhooksPerUserMax) {
      throw new AppError('webhooks_max', `At most ${limits.webhooksPerUserMax} webhooks. Remove one first.`, {
        params: { limit: limits.webhooksPerUserMax },
      })
    }
    const [made] = await tx.insert(webhooks).values(values).returning()
    return { webhook: toWebhook(made!), secret: webhookSecret(house.secret, values.salt) }
  })
}

/**
 * Changes what is named. Switched on again, a webhook begins with no failures. Throws AppError `not_found`, or
 * `bad_request` as `createWebhook` does.
 */
export async function changeWebhook(
  db: Db, userId: string, id: string, change: WebhookChange, house: WebhookHouse,
): Promise<Webhook> {
  await requireWebhook(db, userId, id)
  const { url, description, events } = parseInput(wish.partial(), change)
  const { enabled } = change
  const [row] = await db.update(webhooks).set({
    // Nothing changed is a change too, for the database.
    userId,
    ...(url !== undefined && { url: parseWebhookUrl(url, house.allowsPrivate) }),
    ...(description !== undefined && { description }),
    ...(events && { events: [...new Set(events)] }),
    ...(enabled !== undefined && { enabled, disabledReason: null, disabledAt: enabled ? null : sql`now()`, givenUp: 0 }),
  }).where(ownedBy(userId, id)).returning()
  if (!row) throw notFound()
  return toWebhook(row)
}

/**
 * Gives a webhook a new secret. The one before signs too for a while, so that receivers can change over, unless it is to
 * end at once. Throws AppError `not_found`.
 */
export async function rotateWebhookSecret(
  db: Db, userId: string, id: string, { endOld = false }: { endOld?: boolean }, house: WebhookHouse,
): Promise<MadeWebhook> {
  await requireWebhook(db, userId, id)
  const salt = makeSalt()
  const [row] = await db.update(webhooks).set({
    salt,
    previousSalt: endOld ? null : webhooks.salt,
    previousUntil: endOld ? null : sql`now() + make_interval(secs => ${limits.webhookSecretOverlapMs} / 1000.0)`,
  }).where(ownedBy(userId, id)).returning()
  if (!row) throw notFound()
  return { webhook: toWebhook(row), secret: webhookSecret(house.secret, salt) }
}

/** With its log; what is still to be delivered is not. Throws AppError `not_found`. */
export async function removeWebhook(db: Db, userId: string, id: string): Promise<void> {
  const gone = isUuid(id) ? await db.delete(webhooks).where(ownedBy(userId, id)) : null
  if (!gone?.rowCount) throw notFound()
}

/** Whether any webhook of the user is told of that. */
export async function hasWebhookFor(db: Db, userId: string, event: string): Promise<boolean> {
  const [row] = await db.select({ id: webhooks.id }).from(webhooks)
    .where(and(eq(webhooks.userId, userId), webhooks.enabled, sql`${event} = any (${webhooks.events})`)).limit(1)
  return row !== undefined
}

const makeSalt = () => randomBytes(16).toString('base64url')
