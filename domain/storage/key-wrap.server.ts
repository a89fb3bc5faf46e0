import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

export const masterKeyBytes = 32
export const masterKeyIdBytes = 8
const nonceBytes = 12
const tagBytes = 16
/** Nonce, the encrypted 32-byte data key, tag. */
export const wrappedKeyBytes = nonceBytes + 32 + tagBytes

/** New objects are sealed with the current key; objects sealed with a previous one are still read. */
export interface MasterKeys {
  current: Buffer
  previous: readonly Buffer[]
}

/** A public name for a master key, from which the key cannot be learned. */
export function masterKeyId(masterKey: Buffer): Buffer {
  return createHmac('sha256', masterKey).update('steno master key id').digest().subarray(0, masterKeyIdBytes)
}

/** The master key with this id, or null when it is not on the ring. */
export function getMasterKey({ current, previous }: MasterKeys, id: Buffer): Buffer | null {
  return [current, ...previous].find((key) => masterKeyId(key).equals(id)) ?? null
}

/** Encrypts a data key (AES-256-GCM, random nonce). `context` is authenticated too: unwrapping must give the same. */
export function wrapDataKey(masterKey: Buffer, dataKey: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', masterKey, nonce, { authTagLength: tagBytes }).setAAD(context)
  return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the key, the wrapped bytes or the context are not those of the wrapping. */
export function unwrapDataKey(masterKey: Buffer, wrapped: Buffer, context: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', masterKey, wrapped.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(context).setAuthTag(wrapped.subarray(-tagBytes))
  return Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, -tagBytes)), decipher.final()])
}
