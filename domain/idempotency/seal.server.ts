import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What hides one request and its answer. */
export interface Seal {
  /** Names the request. */
  keyHash: string
  /** Tells requests of the same name apart by what they ask, without keeping it: a password may be among it. */
  fingerprintOf(parts: readonly (string | Uint8Array)[]): string
  seal(answer: Uint8Array): Buffer
  /** Throws where it was sealed by another. */
  open(sealed: Uint8Array): Buffer
}

/**
 * Keys of one request, derived from the installation's secret and the name that its client gave it. An answer may hold
 * tokens, so that a copy of the database must not open it; nor does one with the secret, as long as the name cannot be
 * guessed.
 */
export function makeSeal(secret: string, owner: string, name: string): Seal {
  const whole = `${owner}\0${name}`
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, whole, `steno idempotency ${use}`, 32))
  const key = derive('answer')
  return {
    keyHash: derive('name').toString('hex'),
    fingerprintOf(parts) {
      const hmac = createHmac('sha256', derive('request'))
      // Each with its length: what ends one part must not be able to begin the next.
      for (const part of parts) hmac.update(`${Buffer.byteLength(part)}:`).update(part)
      return hmac.digest('hex')
    },
    seal(answer) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const body = Buffer.concat([cipher.update(answer), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    },
  }
}
