import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '#domain/limits/limits'
import { backOffMs } from './back-off'
import { isDatabaseTrouble } from './database-trouble.server'

export interface PersistOptions {
  /** Ends the waiting with the signal's reason. */
  signal?: AbortSignal | undefined
  /** Told of each failed try. */
  onTrouble?: ((error: unknown) => void) | undefined
  /** How long a database may be away. Default `limits.databaseOutageMsMax`. */
  outageMsMax?: number
}

/**
 * Runs a statement, again and again while the database is away, so that an hour of recognition outlives a restart of
 * PostgreSQL. The statement may run twice (a commit whose answer was lost), so it must be idempotent. Other errors, and
 * the last one of too long an outage, are thrown.
 */
export async function persist<T>(statement: () => Promise<T>, options: PersistOptions = {}): Promise<T> {
  const giveUpAt = performance.now() + (options.outageMsMax ?? limits.databaseOutageMsMax)
  for (let failures = 0; ; failures++) {
    options.signal?.throwIfAborted()
    try {
      return await statement()
    } catch (error) {
      if (!isDatabaseTrouble(error) || performance.now() > giveUpAt) throw error
      options.onTrouble?.(error)
      await sleep(backOffMs(failures, { baseMs: 100, maxMs: 2000 }), undefined, { signal: options.signal }).catch(() => {})
    }
  }
}
