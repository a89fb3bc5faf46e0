import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { limits } from '../limits/limits'

/** By whom tokens are given out, for what, and what signs them. */
export interface TokenHouse {
  /** Origin of this installation. */
  issuer: string
  /** What the tokens are for. */
  audience: string
  /** The first signs, the others still verify. */
  secrets: readonly string[]
}

/** That of an installation's own API. The first secret signs, the others still verify. */
export function tokenHouseOf(publicUrl: string, secrets: readonly string[]): TokenHouse {
  return { issuer: publicUrl, audience: `${publicUrl}/api/v1`, secrets }
}

export interface AccessClaims {
  userId: string
  /** The log-in that it belongs to: the family of its refresh token. */
  familyId: string
}

/** One algorithm, one kind: a token that says anything else is none of ours (RFC 8725). */
const headerSchema = z.strictObject({ alg: z.literal('HS256'), typ: z.literal('at+jwt'), kid: z.string() })
const claimsSchema = z.strictObject({
  iss: z.string(), aud: z.string(), sub: z.uuid(), sid: z.uuid(), jti: z.uuid(), iat: z.int(), exp: z.int(),
})

/** A JSON Web Token, good for `limits.accessTokenMs`. */
export function signAccessToken(house: TokenHouse, { userId, familyId }: AccessClaims, now = Date.now()): string {
  const key = keysOf(house)[0]!
  const iat = Math.floor(now / 1000)
  const head = encode({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })
  const claims = encode({
    iss: house.issuer, aud: house.audience, sub: userId, sid: familyId, jti: randomUUID(), iat,
    exp: iat + limits.accessTokenMs / 1000,
  })
  return `${head}.${claims}.${mac(`${head}.${claims}`, key.secret)}`
}

/** Null for a token that is altered, expired, for somewhere else, or none at all. */
export function verifyAccessToken(house: TokenHouse, token: string, now = Date.now()): AccessClaims | null {
  const [head = '', body = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0) return null
  const header = headerSchema.safeParse(decode(head)).data
  const key = header && keysOf(house).find(({ kid }) => kid === header.kid)
  if (!key || !isSame(signature, mac(`${head}.${body}`, key.secret))) return null
  // Signed by ourselves, but perhaps by another version, or for another installation with the same secret.
  const claims = claimsSchema.safeParse(decode(body)).data
  if (!claims || claims.iss !== house.issuer || claims.aud !== house.audience) return null
  return claims.exp * 1000 > now ? { userId: claims.sub, familyId: claims.sid } : null
}

/** Keys of this use alone; their names tell nothing of them. */
function keysOf({ secrets }: TokenHouse): { kid: string; secret: Buffer }[] {
  return secrets.map((text) => {
    const secret = createHmac('sha256', text).update('steno access token').digest()
    return { secret, kid: createHmac('sha256', secret).update('key id').digest('base64url').slice(0, 12) }
  })
}

const mac = (text: string, secret: Buffer) => createHmac('sha256', secret).update(text).digest('base64url')

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return null
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
