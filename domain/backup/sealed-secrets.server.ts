import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'

/** What a backup is of little use without. */
const secretsSchema = z.object({
  /** The file of master keys, which open the audio. */
  masterKeys: z.string(),
  /** Signs sessions, links and webhooks; null where the environment gives it. */
  sessionSecret: z.string().nullable(),
})
export type InstallationSecrets = z.infer<typeof secretsSchema>

const sealedSchema = z.object({ salt: z.base64(), nonce: z.base64(), tag: z.base64(), data: z.base64() })

/** Some 128 MiB and half a second for each guess. */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const keyOf = (passphrase: string, salt: Buffer) => scryptSync(passphrase.normalize(), salt, 32, cost)

/** Throws AppError `config_invalid` for a passphrase that is too short to be one. */
export function requirePassphrase(text: string): string {
  const passphrase = text.replace(/\r?\n$/, '')
  if (passphrase.length >= limits.backupPassphraseCharsMin) return passphrase
  throw new AppError('config_invalid', `The passphrase must have at least ${limits.backupPassphraseCharsMin} characters.`)
}

/** Seals secrets with a passphrase (scrypt, AES-256-GCM); the answer is the text of a file. */
export function sealSecrets(secrets: InstallationSecrets, passphrase: string): string {
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt), nonce)
  const data = Buffer.concat([cipher.update(JSON.stringify(secrets)), cipher.final()])
  const parts = { salt, nonce, tag: cipher.getAuthTag(), data }
  return JSON.stringify(Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, bytes.toString('base64')])))
}

/** Throws AppError `config_invalid` where the passphrase is another one, or the file is damaged. */
export function openSecrets(text: string, passphrase: string): InstallationSecrets {
  try {
    const sealed = sealedSchema.parse(JSON.parse(text))
    const [salt, nonce, tag, data] = [sealed.salt, sealed.nonce, sealed.tag, sealed.data].map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer, Buffer, Buffer]
    const decipher = createDecipheriv('aes-256-gcm', keyOf(passphrase, salt), nonce, { authTagLength: 16 }).setAuthTag(tag)
    return secretsSchema.parse(JSON.parse(Buffer.concat([decipher.update(data), decipher.final()]).toString()))
  } catch (cause) {
    throw new AppError('config_invalid', 'The secrets in the backup cannot be opened: the passphrase is another one, or the file is damaged.', { cause })
  }
}
