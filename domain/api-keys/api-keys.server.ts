import { and, count, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { apiKeys } from '#db/schema/api-keys'
import { AppError } from '../errors/app-error'
import { lineField } from '../errors/line-field'
import { parseInput } from '../errors/parse-input'
import { limits } from '../limits/limits'
import { hashOfSecret, makeSecretToken } from '../tokens/secret-token.server'
import type { ApiKey } from './api-key'
import { isScope } from './scopes'

/** By this, tools that look for secrets in places where none belong know ours. */
export const API_KEY_PREFIX = 'steno_'
const START_CHARS = API_KEY_PREFIX.length + 6

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const wish = z.object({
  keyName: lineField('The name', limits.apiKeyNameCharsMax),
  scopes: z.array(z.string()).min(1, 'Choose at least one thing that the key may do.')
    .refine((names) => names.every(isScope), 'There is no such permission.'),
})

const columns = {
  id: apiKeys.id, name: apiKeys.name, start: apiKeys.start, scopes: apiKeys.scopes, createdAt: apiKeys.createdAt,
  lastUsedAt: apiKeys.lastUsedAt,
}

/**
 * Makes a key. It is in the answer and stored nowhere. Throws AppError `bad_request` (`params.field` keyName or
 * scopes), or `api_keys_max`.
 */
export async function createApiKey(
  db: Db, userId: string, input: { keyName: string; scopes: readonly string[] },
): Promise<{ id: string; key: string }> {
  const wanted = parseInput(wish, input)
  const key = API_KEY_PREFIX + makeSecretToken()
  return db.transaction(async (tx) => {
    // One after the other for each user, or two at once would both take the last place.
    await tx.execute(sql`select from users where id = ${userId} for no key update`)
    const [row] = await tx.select({ keys: count() }).from(apiKeys).where(eq(apiKeys.userId, userId))
    if ((row?.keys ?? 0) >= limits.apiKeysPerUserMax) {
      throw new AppError('api_keys_max', `At most ${limits.apiKeysPerUserMax} keys at once. Revoke one first.`, {
        params: { limit: limits.apiKeysPerUserMax },
      })
    }
    const [made] = await tx.insert(apiKeys).values({
      userId, name: wanted.keyName, scopes: [...new Set(wanted.scopes)], keyHash: hashOfSecret(key),
      start: key.slice(0, START_CHARS),
    }).returning({ id: apiKeys.id })
    return { id: made!.id, key }
  })
}

/** A user's keys, the newest first. */
export async function listApiKeys(db: Db, userId: string): Promise<ApiKey[]> {
  const rows = await db.select(columns).from(apiKeys).where(eq(apiKeys.userId, userId))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
  return rows.map((row) => ({ ...row, scopes: row.scopes.filter(isScope) }))
}

/** From now on the key opens nothing. Throws AppError `not_found`. */
export async function revokeApiKey(db: Db, userId: string, id: string): Promise<void> {
  const gone = uuid.test(id)
    ? await db.delete(apiKeys).where(and(eq(apiKeys.id, id), eq(apiKeys.userId, userId)))
    : null
  if (!gone?.rowCount) throw new AppError('not_found', 'There is no such key.')
}
