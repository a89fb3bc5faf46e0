import type { Request, Response } from 'express'
import { API_KEY_PREFIX } from '#domain/api-keys/api-keys.server'
import { findApiKey } from '#domain/api-keys/find-api-key.server'
import { scopes } from '#domain/api-keys/scopes'
import { AppError } from '#domain/errors/app-error'
import { verifyAccessToken } from '#domain/tokens/access-token.server'
import { findTokenHolder } from '#domain/tokens/find-token-holder.server'
import type { Caller } from './caller'
import type { Access, ApiHouse } from './endpoint'

/**
 * Whose credential it is: an API key or an access token in the header `Authorization`, and nowhere else. Addresses end
 * up in logs, and cookies belong to pages. Null for a credential that is none, or no longer.
 */
export async function findCaller({ db, tokens }: ApiHouse, credential: string): Promise<Caller | null> {
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

/** What the request shows by one of these schemes, such as `Bearer`; null where it shows nothing. */
export function readCredential(request: Request, schemes: readonly string[]): string | null {
  const [, scheme, credential] = /^(\w+) +([^\s]+) *$/.exec(request.get('Authorization') ?? '') ?? []
  const isKnown = schemes.some((one) => one.toLowerCase() === scheme?.toLowerCase())
  return isKnown ? credential! : null
}

/** The refusal of whoever is not known. */
export function unauthenticated(response: Response, credential: string | null): AppError {
  response.set('WWW-Authenticate', `Bearer realm="steno"${credential === null ? '' : ', error="invalid_token"'}`)
  return new AppError('unauthenticated', credential === null
    ? 'This takes an API key or an access token: Authorization: Bearer …'
    : 'This key or token is not valid, or no longer.')
}

/** Throws AppError `insufficient_scope` where the credential is not for that. */
export function requireScope(response: Response, caller: Caller, access: Access): void {
  if (access === 'public' || access === 'bearer' || caller.scopes.includes(access)) return
  response.set('WWW-Authenticate', `Bearer realm="steno", error="insufficient_scope", scope="${access}"`)
  const message = `This key may not do that: it takes the scope ${access}.`
  throw new AppError('insufficient_scope', message, { params: { scope: access } })
}
