import type { Db } from '#db/client.server'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import type { Scope } from '#domain/api-keys/scopes'

/** A key of the user's, for speaking live alone unless said otherwise. */
export async function addLiveKey(db: Db, userId: string, scopes: readonly Scope[] = ['live']): Promise<string> {
  return (await createApiKey(db, userId, { keyName: 'A client', scopes })).key
}
