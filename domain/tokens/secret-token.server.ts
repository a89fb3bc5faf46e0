import { createHash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32

/** A secret that opens something: 32 random bytes in base64url. */
export function makeSecretToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/**
 * What is stored of a secret, SHA-256 in hex: 32 random bytes can only be found, not guessed, so a plain hash protects
 * them.
 */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
