import type { Db } from '#db/client.server'
import { API_KEY_PREFIX } from '../api-keys/api-keys.server'
import { findApiKey } from '../api-keys/find-api-key.server'
import { scopes } from '../api-keys/scopes'
import { verifyAccessToken, type TokenHouse } from './access-token.server'
import type { Caller } from './caller'
import { findTokenHolder } from './find-token-holder.server'

/** Whose credential it is, an API key or an access token. Null for one that is none, or no longer. */
export async function findCaller(
  { db, tokens }: { db: Db; tokens: TokenHouse }, credential: string,
): Promise<Caller | null> {
  if (credential.startsWith(API_KEY_PREFIX)) {
    const holder = await findApiKey(db, credential)
    if (!holder) return null
    const { userId, keyId, keyName, planCode } = holder
    return { userId, credential: { kind: 'key', id: keyId, name: keyName }, scopes: holder.scopes, planCode }
  }
  const claims = verifyAccessToken(tokens, credential)
  const holder = claims && await findTokenHolder(db, claims)
  return holder && { ...holder, credential: { kind: 'login', id: claims.familyId }, scopes }
}
