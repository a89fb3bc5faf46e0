import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Claims and their HMAC-SHA256 under a key of this use alone, so that what is signed for one use is worth nothing for another. Both
 * parts are base64url, which addresses and subprotocols may be made of.
 */
export function signClaims(use: string, claims: object, secret: string): string {
  const body = Buffer.from(JSON.stringify(claims)).toString('base64url')
  return `${body}.${mac(use, body, secret)}`
}

/** The claims as they were signed, perhaps by another version; null for what is altered, or none at all. */
export function openClaims(use: string, text: string, secret: string): unknown {
  const [body = '', signature = '', ...rest] = text.split('.')
  if (rest.length > 0 || !isSame(signature, mac(use, body, secret))) return null
  return JSON.parse(Buffer.from(body, 'base64url').toString())
}

function mac(use: string, body: string, secret: string): string {
  return createHmac('sha256', secret).update(`${use}\0`).update(body).digest('base64url')
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
