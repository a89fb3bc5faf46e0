import type { Logger } from 'pino'
import { isAppError } from '#domain/errors/app-error'
import type { AttachedSession, EndedSession } from '#domain/live/live-session.server'
import type { ClientMessage, EndReason, ServerMessage } from '#domain/live/protocol'
import type { TicketClaims } from '#domain/live/ticket.server'
import { limits } from '#domain/limits/limits'
import type { LiveEvent, LiveRecognizer } from '../recognizer/live-recognizer'
import type { CloseReason } from './close-codes'
import { messageOf } from './event-message'
import { OpenSession } from './open-session'
import { QuotaNotice } from './quota-notice'
import { step } from './session-machine'
import type { RecognizedWith } from './session-recognition'
import type { Effect, SessionEvent, SessionState, Wish } from './session-state'
import type { SessionStore } from './session-store'

export interface LiveSessionDeps {
  store: SessionStore
  recognizer: LiveRecognizer
  /** The model for a wish; throws AppError where none is installed. */
  chooseModel(wish: Wish): Promise<RecognizedWith>
  signResumeTicket(claims: TicketClaims, sessionId: string): string
  /** Writes to the client. */
  send(message: ServerMessage): void
  /** Ends the connection. */
  close(reason: CloseReason): void
  /** Tells the viewers of a session. */
  publish(sessionId: string, message: ServerMessage): void
  /** The connection holds a session from now on. */
  onHeld(session: AttachedSession, connection: LiveSession): void
  onReleased(session: AttachedSession): void
  /** A `start`, `resume` or `update` was refused. */
  onRefused(code: string): void
  /** A write had to be tried again. */
  onTrouble(): void
  logger: Logger
}

/** One connection's session: runs what session-machine.ts decides. Nothing here throws; faults end the connection alone. */
export class LiveSession {
  readonly #claims: TicketClaims
  readonly #deps: LiveSessionDeps
  readonly #quota = new QuotaNotice()
  #state: SessionState = { phase: 'waiting' }
  #open: OpenSession | null = null
  #lagToldAt = 0
  #leaving: Promise<void> = Promise.resolve()
  #updating: Promise<void> = Promise.resolve()

  constructor(claims: TicketClaims, deps: LiveSessionDeps) {
    this.#claims = claims
    this.#deps = deps
  }

  get isWaiting(): boolean {
    return this.#state.phase === 'waiting'
  }

  get backlogMs(): number {
    return this.#open?.backlogMs ?? 0
  }

  message(message: ClientMessage | null): void {
    this.#handle(message ? { type: 'message', message } : { type: 'nonsense' })
  }

  audio(seq: number, samples: Int16Array): void {
    if (this.backlogMs > limits.liveBacklogMsMax) this.fault('too_fast')
    else this.#handle({ type: 'audio', seq, samples })
  }

  fault(reason: CloseReason): void {
    this.#handle({ type: 'fault', reason })
  }

  lost(refusal: 'superseded' | 'over' | 'not_found'): void {
    this.#handle({ type: 'lost', refusal })
  }

  /** The connection has broken; resolves when what it had sent is stored. */
  gone(): Promise<void> {
    this.#handle({ type: 'gone' })
    return this.#leaving
  }

  /** The server ends; resolves when what is here is stored and the connection is closed. */
  drain(): Promise<void> {
    this.#handle({ type: 'drain' })
    return this.#leaving
  }

  #handle(event: SessionEvent): void {
    const { state, effects } = step(this.#state, event)
    this.#state = state
    for (const effect of effects) this.#run(effect)
  }

  #run(effect: Effect): void {
    switch (effect.do) {
      case 'send':
        return this.#tell(effect.message)
      case 'start':
        return void this.#attempt(() => this.#start(effect.wish, effect.take))
      case 'resume':
        return void this.#attempt(() => this.#resume(effect.sessionId, effect.take))
      case 'take':
        return this.#open?.take(effect.seq, effect.samples)
      case 'update':
        return this.#updateInTurn(effect.change)
      case 'finish':
        return void this.#attempt(() => this.#finish())
      case 'end':
        return void this.#attempt(() => this.#end(effect.reason))
      case 'leave':
        this.#leaving = this.#leave(effect.close)
    }
  }

  /** What is refused is said; what else goes wrong is a fault of this connection. */
  #attempt(work: () => Promise<void>): Promise<void> {
    return work().catch((error: unknown) => {
      if (isAppError(error) && error.code !== 'internal') {
        this.#deps.onRefused(error.code)
        return this.#handle({ type: 'refused', code: error.code, message: error.message, retryable: error.retryable })
      }
      this.#deps.logger.error({ err: error }, 'a live session failed')
      this.fault('internal')
    })
  }

  async #start(wish: Wish, take: string | null): Promise<void> {
    const { store } = this.#deps
    if (this.#claims.purpose !== 'live' || !(await this.#isLoggedIn())) return this.fault('ticket_refused')
    const using = await this.#deps.chooseModel(wish)
    const session = await store.start({ ...wish, take, userId: this.#claims.userId })
    // Begun before, by a start whose answer was lost.
    if ('endReason' in session || session.samples > 0) return this.#goOn(session)
    try {
      await this.#hold(session, using, false)
    } catch (error) {
      // Nothing was said, so nothing is left of it.
      this.#close(session)
      await store.end(session, { reason: 'cancelled', modelId: null, language: null })
      throw error
    }
  }

  async #resume(sessionId: string, take: string | null): Promise<void> {
    if (this.#claims.sessionId !== undefined && this.#claims.sessionId !== sessionId) return this.fault('ticket_refused')
    if (!(await this.#isLoggedIn())) return this.fault('ticket_refused')
    const session = await this.#deps.store.attach(this.#claims.userId, sessionId, take)
    return session ? this.#goOn(session) : this.#handle({ type: 'unknown' })
  }

  /** A ticket lives for a day, but not longer than the log-in that it was given to. */
  async #isLoggedIn(): Promise<boolean> {
    const { login } = this.#claims
    return login === undefined || this.#deps.store.isLoggedIn(login)
  }

  async #goOn(session: AttachedSession | EndedSession): Promise<void> {
    if ('endReason' in session) {
      return this.#handle({ type: 'alreadyEnded', recordingId: session.sessionId, reason: session.endReason })
    }
    try {
      await this.#hold(session, await this.#deps.chooseModel(session), true)
    } catch (error) {
      // The connection may try again, and others may have the session meanwhile.
      await this.#letGo(session)
      throw error
    }
  }

  async #hold(session: AttachedSession, using: RecognizedWith, mustAdmit: boolean): Promise<void> {
    const { deps, claims } = { deps: this.#deps, claims: this.#claims }
    const quotaLeftMs = await deps.store.quotaLeftMs(claims.userId)
    if (this.#state.phase !== 'opening') return deps.store.detach(session)
    const open = new OpenSession(session, using, mustAdmit, {
      store: deps.store,
      recognizer: deps.recognizer,
      onEvent: (event) => this.#note(event),
      onAck: ({ nextSeq, samples }) => this.#tell({ type: 'ack', seq: nextSeq - 1, audioMs: Math.floor(samples / 16) }),
      onQuota: (leftMs) => this.#tellQuota(leftMs),
      onLost: (refusal) => this.lost(refusal),
      onFault: (reason, error) => {
        deps.logger.error({ err: error, sessionId: session.sessionId }, 'a live session cannot go on')
        this.fault(reason)
      },
      onTrouble: (error) => {
        deps.onTrouble()
        deps.logger.warn({ err: error, sessionId: session.sessionId }, 'storing live audio is delayed')
      },
    })
    this.#open = open
    deps.onHeld(session, this)
    await open.catchUp()
    const { nextSeq, takeSeq, samples, nextSegmentId, sessionId, language, modelId, title } = session
    const audioMs = Math.floor(samples / 16)
    const ready = {
      type: 'ready' as const,
      sessionId, nextSeq, takeSeq, audioMs, nextSegmentId, language, quotaLeftMs,
      model: using.model.entry.id,
      resumeTicket: deps.signResumeTicket(claims, sessionId),
      provider: deps.recognizer.provider,
    }
    this.#handle({ type: 'opened', nextSeq, audioMs, wish: { language, modelId, title }, ready })
  }

  /** One after another: each finishes what was said before it with the settings before it, and nothing said after it. */
  #updateInTurn(change: Partial<Wish>): void {
    const open = this.#open
    open?.hold()
    const update = () => this.#attempt(() => this.#update(change)).finally(() => open?.release())
    this.#updating = this.#updating.then(update)
  }

  async #update(change: Partial<Wish>): Promise<void> {
    const open = this.#open
    if (!open || this.#state.phase !== 'live') return
    const wish = { ...this.#state.wish, ...change }
    const using = await this.#deps.chooseModel(wish)
    const isOther = using.model.entry.id !== open.using.model.entry.id || using.language !== open.using.language
    if (isOther) await open.use(using)
    if (!(await this.#deps.store.update(open.session, wish))) return this.lost('superseded')
    this.#handle({ type: 'updated', wish, model: using.model.entry.id })
  }

  async #finish(): Promise<void> {
    // What came after a change that is on its way is heard only when that is made.
    await this.#updating
    await this.#open?.finish()
    this.#handle({ type: 'finished' })
  }

  async #end(reason: EndReason): Promise<void> {
    const { session, using } = this.#open!
    const language = using.language ?? session.language
    const outcome = await this.#deps.store.end(session, { reason, modelId: using.model.entry.id, language })
    if (outcome === 'ok' || outcome === 'empty') {
      const recordingId = outcome === 'ok' ? session.sessionId : null
      this.#deps.publish(session.sessionId, { type: 'ended', recordingId, reason })
      return this.#handle({ type: 'ended', recordingId })
    }
    this.lost(outcome)
  }

  async #letGo(session: AttachedSession): Promise<void> {
    this.#close(session)
    await this.#deps.store.detach(session).catch((error: unknown) => {
      this.#deps.logger.warn({ err: error, sessionId: session.sessionId }, 'leaving a live session')
    })
  }

  #close(session: AttachedSession): void {
    if (!this.#open) return
    this.#open.close()
    this.#open = null
    this.#deps.onReleased(session)
  }

  async #leave(close: CloseReason | null): Promise<void> {
    const open = this.#open
    this.#open = null
    try {
      if (open && close !== 'ended') {
        await open.flush()
        await this.#deps.store.detach(open.session)
      }
    } catch (error) {
      this.#deps.logger.warn({ err: error }, 'leaving a live session')
    }
    if (open) {
      open.close()
      this.#deps.onReleased(open.session)
    }
    if (close) this.#deps.close(close)
  }

  #note(event: Exclude<LiveEvent, { type: 'broken' }>): void {
    if (event.type === 'speaking') return this.#handle({ type: 'speaking', isSpeaking: event.isSpeaking })
    const message = messageOf(event)
    if (!message) return
    if (message.type === 'lag') {
      if (Date.now() - this.#lagToldAt < limits.liveLagMsMin) return
      this.#lagToldAt = Date.now()
    }
    this.#tell(message)
    const session = this.#open?.session
    if (session && message.type !== 'lag') this.#deps.publish(session.sessionId, message)
  }

  #tellQuota(leftMs: number | null): void {
    const told = this.#quota.next(leftMs)
    if (told !== null) this.#tell({ type: 'quota', leftMs: told })
    if (leftMs === 0) this.#handle({ type: 'quotaUsedUp' })
  }

  #tell(message: ServerMessage): void {
    if (this.#state.phase !== 'over' || message.type === 'ended' || message.type === 'error' || message.type === 'goaway') {
      this.#deps.send(message)
    }
  }
}
