import { createHmac, timingSafeEqual } from 'node:crypto'

/** The right to send one part of one upload to Steno, once or again, until it expires. */
export interface PartClaim {
  uploadId: string
  /** Counts from 1. */
  number: number
  /** Its length; no other is taken. */
  bytes: number
  /** Unix ms. */
  expiresAt: number
}

/** HMAC-SHA256 of all of the claim, under a key of this use alone. */
export function signPartClaim({ uploadId, number, bytes, expiresAt }: PartClaim, secret: string): string {
  const hmac = createHmac('sha256', secret).update('steno upload part\0')
  return hmac.update([uploadId, number, bytes, expiresAt].join('\0')).digest('base64url')
}

/** Whether the claim was signed with one of the secrets, and is still good. */
export function isGoodPartClaim(claim: PartClaim, signature: string, secrets: readonly string[], now = Date.now()): boolean {
  return claim.expiresAt > now && secrets.some((secret) => isSame(signature, signPartClaim(claim, secret)))
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
