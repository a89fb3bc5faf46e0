import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { lt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { loginAttempts } from '#db/schema/login-attempts'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { deleteInBatches } from '../upkeep/delete-in-batches.server'

/** What attempts are counted by; docs/decisions/0006-log-in-limits.md says why. */
const attemptsMax = {
  /** An account, from browsers that it does not know. */
  account: limits.loginAttemptsPerAccountMax,
  /** A network, whichever accounts it tries. */
  address: limits.loginAttemptsPerAddressMax,
  /** An account and a network. */
  pair: limits.loginAttemptsPerPairMax,
  /** An account and a browser that it knows. */
  device: limits.loginAttemptsPerDeviceMax,
  /** An open session and what it asks the password for. */
  prompt: limits.passwordPromptsPerSessionMax,
}
export type AttemptKind = keyof typeof attemptsMax

/** Counted, not collected: the table tells nobody who tried to log in from where. */
function keyOf(kind: AttemptKind, name: string): string {
  return `${kind}:${createHash('sha256').update(name).digest('hex')}`
}

/** An IPv6 address stands for its /64 network, since whoever has one address there has them all. */
export function networkOf(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = plain.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0')
  return [...before, ...zeros, ...after].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':')
}

/**
 * Counts one attempt and throws AppError `too_many_attempts` (params: retryMinutes) when it is one too many. Counting
 * comes before checking the password, in one statement, so that guesses sent at once cannot slip through together.
 */
export async function countAttempt(db: Db, kind: AttemptKind, name: string): Promise<void> {
  const windowSeconds = limits.loginAttemptsWindowMs / 1000
  const { rows } = await db.execute<{ count: number; wait_seconds: number }>(sql`
    insert into login_attempts as a (key, count, window_end)
    values (${keyOf(kind, name)}, 1, now() + make_interval(secs => ${windowSeconds}))
    on conflict (key) do update
       set count = case when a.window_end <= now() then 1 else a.count + 1 end,
           window_end = case when a.window_end <= now() then excluded.window_end else a.window_end end
    returning count, extract(epoch from window_end - now())::float8 as wait_seconds`)
  const attempt = rows[0]
  if (!attempt || attempt.count <= attemptsMax[kind]) return
  const retryMinutes = Math.max(1, Math.ceil(attempt.wait_seconds / 60))
  const message = `Too many attempts. Try again in ${retryMinutes} min.`
  throw new AppError('too_many_attempts', message, { params: { retryMinutes } })
}

/** After a success: the count begins anew. */
export async function forgetAttempts(db: Db, kind: AttemptKind, name: string): Promise<void> {
  await db.execute(sql`delete from login_attempts where key = ${keyOf(kind, name)}`)
}

/** After a success, where others count too: only the one attempt is given back. */
export async function giveAttemptBack(db: Db, kind: AttemptKind, name: string): Promise<void> {
  await db.execute(sql`update login_attempts set count = greatest(0, count - 1) where key = ${keyOf(kind, name)}`)
}

/** For the housekeeping job. Returns how many counters were over. */
export function deleteExpiredLoginAttempts(db: Db): Promise<number> {
  return deleteInBatches(db, loginAttempts, lt(loginAttempts.windowEnd, sql`now()`))
}
