import type { components, paths } from './api-types'
import { initOf, type CallOptions } from './call-options'
import type { Session, SessionStore } from './credentials'
import { dataOf, type Http } from './http'

export type Me = components['schemas']['Me']
export type Usage = components['schemas']['Usage']
export type NewAccount = paths['/auth/register']['post']['requestBody']['content']['application/json']

/** Who is asking: logging in and out, and what the credential is good for. */
export class Account {
  readonly #http: Http
  readonly #sessions: SessionStore

  constructor(http: Http, sessions: SessionStore) {
    this.#http = http
    this.#sessions = sessions
  }

  /** Makes an account, and goes on as its user. */
  async register(account: NewAccount, options: CallOptions = {}): Promise<Session> {
    return this.#enter(await dataOf(this.#http.POST('/auth/register', { ...initOf(options), body: account })))
  }

  /** Goes on as this user; tokens are renewed without further ado. */
  async logIn(email: string, password: string, options: CallOptions = {}): Promise<Session> {
    return this.#enter(await dataOf(this.#http.POST('/auth/login', { ...initOf(options), body: { email, password } })))
  }

  /** Ends the log-in, also for others who hold tokens of it. */
  async logOut(options: CallOptions = {}): Promise<void> {
    const session = await this.#sessions.load()
    if (!session) return
    await this.#http.POST('/auth/logout', { ...initOf(options), body: { refreshToken: session.refreshToken } })
    await this.#sessions.save(null)
  }

  me(options: CallOptions = {}): Promise<Me> {
    return dataOf(this.#http.GET('/me', initOf(options)))
  }

  usage(options: CallOptions = {}): Promise<Usage> {
    return dataOf(this.#http.GET('/me/usage', initOf(options)))
  }

  async #enter(session: Session): Promise<Session> {
    await this.#sessions.save(session)
    return session
  }
}
