import type { Request, Response } from 'express'
import { AppError } from '#domain/errors/app-error'
import type { Caller } from '#domain/tokens/caller'
import type { Access } from './endpoint'

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
