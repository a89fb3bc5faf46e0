import type { components } from './api-types'
import { StenoProblem } from './steno-problem'

/** A log-in. */
export type Session = components['schemas']['Session']

/** Where a log-in is kept between requests, or between runs of a program. */
export interface SessionStore {
  /** Null for nobody. */
  load(): Promise<Session | null> | Session | null
  /** Null once the log-in has ended. */
  save(session: Session | null): Promise<void> | void
}

/** Keeps a log-in as long as the program runs. */
export function keepInMemory(session: Session | null = null): SessionStore {
  let kept = session
  return {
    load: () => kept,
    save(next) { kept = next },
  }
}

/** What requests show of themselves. */
export interface Credentials {
  /** For `Authorization: Bearer …`; null for a guest. */
  current(): Promise<string | null>
  /** After a refusal of `rejected`: whether there is another one to try. */
  renew(rejected: string): Promise<boolean>
}

/** A key is good until it is revoked, and then there is no other. */
export function credentialsOfKey(key: string): Credentials {
  return { current: async () => key, renew: async () => false }
}

/**
 * A log-in whose access token is renewed when it is refused: once, however many requests are refused at the same time,
 * since a refresh token that is used twice ends the log-in.
 */
export class SessionCredentials implements Credentials {
  readonly #store: SessionStore
  readonly #refresh: (refreshToken: string) => Promise<Session>
  #renewing: Promise<boolean> | null = null

  constructor(store: SessionStore, refresh: (refreshToken: string) => Promise<Session>) {
    this.#store = store
    this.#refresh = refresh
  }

  async current(): Promise<string | null> {
    return (await this.#store.load())?.accessToken ?? null
  }

  renew(rejected: string): Promise<boolean> {
    this.#renewing ??= this.#renew(rejected).finally(() => { this.#renewing = null })
    return this.#renewing
  }

  async #renew(rejected: string): Promise<boolean> {
    const session = await this.#store.load()
    if (!session) return false
    // Somebody else has renewed it meanwhile: another request, or another run of the program.
    if (session.accessToken !== rejected) return true
    try {
      await this.#store.save(await this.#refresh(session.refreshToken))
      return true
    } catch (error) {
      if (!(error instanceof StenoProblem) || error.code !== 'unauthenticated') throw error
      await this.#store.save(null)
      return false
    }
  }
}
