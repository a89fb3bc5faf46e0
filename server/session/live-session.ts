import { isAppError } from '#domain/errors/app-error'
import type { AttachedSession } from '#domain/live/live-session.server'
import type { LiveRefusal } from '#domain/live/live-writes.server'
import type { ClientMessage, EndReason, ServerMessage } from '#domain/live/protocol'
import { limits } from '#domain/limits/limits'
import type { CloseReason } from '#domain/live/close-codes'
import { inSpan } from '#domain/telemetry/tracing.server'
import type { LiveSessionDeps, SessionHolder, Speaker } from './live-session-deps'
import { inSessionSpan } from './in-session-span'
import { openForClient, type OpenForClient } from './open-for-client'
import type { OpenSession } from './open-session'
import { readyOf } from './ready-message'
import { seekByResume, seekByStart, type Sought } from './seek-session'
import { step } from './session-machine'
import type { LiveTranslations } from '../translation/live-translations'
import type { RecognizedWith } from './session-recognition'
import type { Effect, SessionEvent, SessionState, Wish } from './session-state'

/** One connection's session: runs what session-machine.ts decides. Nothing here throws; faults end the connection alone. */
export class LiveSession implements SessionHolder {
  readonly speaker: Speaker
  readonly #deps: LiveSessionDeps
  #state: SessionState = { phase: 'waiting' }
  #open: OpenSession | null = null
  #translations: LiveTranslations | null = null
  readonly #left: Promise<void>
  #tellLeft: () => void = () => undefined
  #updating: Promise<void> = Promise.resolve()

  constructor(speaker: Speaker, deps: LiveSessionDeps) {
    this.speaker = speaker
    this.#deps = deps
    this.#left = new Promise((resolve) => (this.#tellLeft = resolve))
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

  lost(refusal: LiveRefusal): void {
    // An end that is under way knows best how it went: one without a word leaves no row, which others may find gone before.
    if (this.#state.phase !== 'ending') this.#handle({ type: 'lost', refusal })
  }

  wantByViewer(language: string): boolean {
    return this.#translations?.wantByViewer(language) ?? false
  }

  /** The connection has broken; resolves when what it had sent is stored, and with `endsAs`, when the session has ended. */
  gone(endsAs?: EndReason): Promise<void> {
    this.#handle(endsAs ? { type: 'gone', endsAs } : { type: 'gone' })
    return this.#left
  }

  /** The server ends; resolves when what is here is stored and the connection is closed. */
  drain(): Promise<void> {
    this.#handle({ type: 'drain' })
    return this.#left
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
        return void this.#attempt(() => this.#begin(seekByResume(this.speaker, effect.sessionId, effect.take, this.#deps)))
      case 'take':
        return this.#open?.take(effect.seq, effect.samples)
      case 'update':
        return this.#updateInTurn(effect.change)
      case 'finish':
        return void this.#attempt(() => this.#finish())
      case 'end':
        return void this.#attempt(() => inSessionSpan('live end', this.#open!.session, () => this.#end(effect.reason)))
      case 'leave':
        void this.#leave(effect.close).finally(() => this.#tellLeft())
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

  /** The trace begins here: the recording keeps it, and what follows goes on with it, on whichever copy and in its jobs. */
  #start(wish: Wish, take: string | null): Promise<void> {
    return inSpan('live start', { purpose: 'request' }, () => this.#begin(seekByStart(this.speaker, wish, take, this.#deps)))
  }

  async #begin(seeking: Promise<Sought>): Promise<void> {
    const sought = await seeking
    switch (sought.is) {
      case 'new':
        return this.#holdNew(sought.session, sought.using)
      case 'begun':
        return inSessionSpan('live resume', sought.session, () => this.#holdBegun(sought.session))
      case 'ended':
        return this.#handle({ type: 'alreadyEnded', recordingId: sought.session.sessionId, reason: sought.session.endReason })
      case 'unknown':
        return this.#handle({ type: 'unknown' })
      case 'forbidden':
        return this.fault('ticket_refused')
    }
  }

  async #holdNew(session: AttachedSession, using: RecognizedWith): Promise<void> {
    try {
      await this.#hold(session, using, false)
    } catch (error) {
      // Nothing was said, so nothing is left of it.
      this.#release()?.close()
      await this.#deps.store.end(session, { reason: 'cancelled', modelId: null, language: null })
      throw error
    }
  }

  async #holdBegun(session: AttachedSession): Promise<void> {
    try {
      await this.#hold(session, await this.#deps.chooseModel(session), true)
    } catch (error) {
      // The connection may try again, and others may have the session meanwhile.
      this.#release()?.close()
      await this.#detach(session)
      throw error
    }
  }

  async #hold(session: AttachedSession, using: RecognizedWith, mustAdmit: boolean): Promise<void> {
    const deps = this.#deps
    const quotaLeftMs = await deps.store.quotaLeftMs(this.speaker.userId)
    if (this.#state.phase !== 'opening') return deps.store.detach(session)
    const { open, translations }: OpenForClient = openForClient(session, using, mustAdmit, deps, {
      tell: (message) => this.#tell(message),
      handle: (event) => this.#handle(event),
      lost: (refusal) => this.lost(refusal),
      fault: (reason) => this.fault(reason),
      isOpen: () => this.#open === open,
    })
    this.#open = open
    this.#translations = translations
    deps.onHeld(session, this)
    translations.wantBySpeaker(session.translateTo)
    await open.catchUp()
    const { sessionId, language, modelId, title, translateTo } = session
    const ready = readyOf(session, using, {
      quotaLeftMs,
      resumeTicket: deps.signResumeTicket(this.speaker, sessionId),
      provider: deps.recognizer.provider,
    })
    const wish = { language, modelId, title, translateTo }
    this.#handle({ type: 'opened', nextSeq: ready.nextSeq, audioMs: ready.audioMs, wish, ready })
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
    this.#translations?.wantBySpeaker(wish.translateTo ?? null)
    this.#handle({ type: 'updated', wish, model: using.model.entry.id })
  }

  async #finish(): Promise<void> {
    // What came after a change that is on its way is heard only when that is made.
    await this.#updating
    await this.#open?.finish()
    this.#handle({ type: 'finished' })
  }

  async #end(reason: EndReason): Promise<void> {
    // What was said last is translated, where that is soon.
    await this.#translations?.finish()
    const { session, using } = this.#open!
    const language = using.language ?? session.language
    const outcome = await this.#deps.store.end(session, { reason, modelId: using.model.entry.id, language })
    if (outcome === 'ok' || outcome === 'empty') {
      const recordingId = outcome === 'ok' ? session.sessionId : null
      this.#deps.publish(session.sessionId, { type: 'ended', recordingId, reason })
      return this.#handle({ type: 'ended', recordingId })
    }
    this.#handle({ type: 'lost', refusal: outcome })
  }

  async #leave(close: CloseReason | null): Promise<void> {
    const open = this.#release()
    if (open && close !== 'ended') {
      await open.flush()
      await this.#detach(open.session)
    }
    open?.close()
    if (close) this.#deps.close(close)
  }

  /** From here on nothing is told of the session: viewers hear from the database what is still stored of it. */
  #release(): OpenSession | null {
    const open = this.#open
    this.#open = null
    this.#translations?.close()
    this.#translations = null
    if (open) this.#deps.onReleased(open.session)
    return open
  }

  async #detach(session: AttachedSession): Promise<void> {
    await this.#deps.store.detach(session).catch((error: unknown) => {
      this.#deps.logger.warn({ err: error, sessionId: session.sessionId }, 'leaving a live session')
    })
  }

  #tell(message: ServerMessage): void {
    if (this.#state.phase !== 'over' || message.type === 'ended' || message.type === 'error' || message.type === 'goaway') {
      this.#deps.send(message)
    }
  }
}
