import { hash, verify, type Options } from '@node-rs/argon2'
import { limits } from '../limits/limits'
import { makeGate } from './gate'

/**
 * Argon2id (the package's default kind) with the parameters of the OWASP Password Storage Cheat Sheet: 19 MiB of
 * memory, two passes, one lane.
 */
const argon2: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

const oneOfFew = makeGate(limits.passwordHashesAtOnceMax)

/** In PHC string format, with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return oneOfFew(() => hash(password, argon2))
}

let decoy: Promise<string> | null = null

/**
 * Whether the password fits the hash. Without a hash, for an account that does not exist, it does the same work and
 * answers false, so that the time taken does not tell which addresses have accounts.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('the password of nobody')
  const comparable = passwordHash ?? (await decoy)
  const fits = await oneOfFew(() => verify(comparable, password.slice(0, limits.passwordCharsMax + 1)))
  return fits && passwordHash !== null
}
