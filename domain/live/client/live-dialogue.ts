import { limits } from '../../limits/limits'
import { closeMessages } from '../close-codes'
import type { ServerMessage } from '../protocol'
import { titleOf } from '../title-of'
import type { Backlog } from './backlog'
import { announcesClose } from './close-meaning'
import type { LiveClientOptions } from './live-client-options'
import type { LiveLine } from './live-line'
import type { LiveState, Outcome } from './live-state'
import { committedOf, heed, isComplete, withStored } from './live-transcript'
import { heedTranslation } from './live-translations'
import type { Observed } from './observed'
import type { Outbox } from './outbox'
import type { Take } from './take'
import type { Wishes } from './wishes'

export interface LiveDialogueOptions extends Pick<LiveClientOptions, 'fetchStored'> {
  take: Take
  state: Observed<LiveState>
  backlog: Backlog
  wishes: Wishes
  line: LiveLine
  outbox: Outbox
}

/** What the server says, and what follows from it. */
export class LiveDialogue {
  readonly #with: LiveDialogueOptions
  /** How many segments were stored when the last connection began; they may still be on their way from the pages. */
  #segmentsTold = 0

  constructor(options: LiveDialogueOptions) {
    this.#with = options
  }

  /** The first word on a connection. */
  begin(): void {
    const { line, take: { id, sessionId, language, modelId, translateTo, title } } = this.#with
    if (sessionId) line.send({ type: 'resume', sessionId, take: id })
    else line.send({ type: 'start', language, model: modelId, ...(translateTo && { translateTo }), title: titleOf(title), take: id })
  }

  hear(message: ServerMessage): void {
    const { line, outbox, state, wishes } = this.#with
    switch (message.type) {
      case 'ready':
        return void this.#ready(message)
      case 'ack':
        line.proven()
        this.#isStored(message.seq + 1, message.audioMs)
        return outbox.pump()
      case 'partial':
      case 'final':
        return state.set({ transcript: heed(state.now.transcript, message) })
      case 'translation':
        return state.set({ translations: heedTranslation(state.now.translations, message) })
      case 'translating':
        return state.set({ translating: message })
      case 'state':
        return state.set({ activity: message.state })
      case 'updated':
        wishes.agree(message.language)
        state.set({ ...wishes.shown, usedModelId: message.model })
        return outbox.pump()
      case 'lag':
        return state.set({ lagMs: message.lagMs })
      case 'quota':
        return state.set({ quotaLeftMs: message.leftMs })
      case 'error':
        return this.#refused(message)
      case 'ended':
        return void this.#ended(message)
      case 'goaway':
        // The close code that follows says the same.
    }
  }

  /** No further connection to this session helps. */
  over(kind: 'superseded' | 'unknown' | 'refused'): void {
    const { backlog, line, take } = this.#with
    if (kind === 'refused') return this.end({ kind, code: 'bad_request', message: closeMessages.bad_message })
    if (kind === 'unknown' && this.#heldNothing) return this.end({ kind: 'ended', recordingId: null, reason: 'stopped' })
    // Of a session that was let go because it was empty nothing is lost: all of it is still here, for a new one (SPEC 2.14).
    if (kind === 'unknown' && take.sessionId !== null && backlog.isWhole) {
      take.sessionId = null
      take.resumeTicket = null
      void backlog.putTake()
      return void line.connect()
    }
    this.end({ kind })
  }

  /**
   * Whether the session was ended from here and has left nothing: all of it had arrived, no word was recognised in it, and no more sound is
   * stored than counts for nothing. Its `ended` was lost with a connection, and the server knows nothing of it any more (SPEC 2.9).
   */
  get #heldNothing(): boolean {
    const { backlog, state } = this.#with
    const { storedMs, transcript, usedModelId, wanted } = state.now
    const wasEnded = usedModelId !== null && wanted === 'finished' && backlog.isEmpty
    return wasEnded && storedMs > 0 && storedMs <= limits.liveNothingMsMax && !transcript.some(({ text }) => text.trim())
  }

  end(outcome: Outcome): void {
    const { backlog, line, state } = this.#with
    line.close()
    state.set({ link: 'closed', outcome })
    void backlog.settle()
  }

  async #ready(ready: ServerMessage & { type: 'ready' }): Promise<void> {
    const { backlog, line, outbox, state, take, wishes } = this.#with
    const { connection } = line
    // Others have spoken in the session since: what is here comes after them (SPEC 2.13).
    take.offset += ready.nextSeq - (ready.takeSeq ?? ready.nextSeq)
    if (!backlog.numbers.settle(ready.nextSeq)) return this.end({ kind: 'superseded' })
    take.sessionId = ready.sessionId
    take.resumeTicket = ready.resumeTicket
    // Before anything is sent: a page that is killed now must find the session again.
    await backlog.putTake()
    if (!connection || connection !== line.connection) return
    line.ready()
    this.#isStored(ready.nextSeq, ready.audioMs)
    outbox.begin()
    wishes.begin(ready.language, backlog.ring.first)
    state.set({
      link: 'open', sessionId: ready.sessionId, trouble: null, quotaLeftMs: ready.quotaLeftMs, usedModelId: ready.model,
      ...wishes.shown,
    })
    outbox.pump()
    this.#segmentsTold = ready.nextSegmentId
    await this.#catchUp(ready.nextSegmentId)
  }

  /** Passages that were stored while nobody listened, or by an earlier page. */
  async #catchUp(nextSegmentId: number): Promise<void> {
    const { fetchStored, state } = this.#with
    const { sessionId, transcript } = state.now
    const known = transcript.filter((segment) => segment.id < nextSegmentId && segment.state === 'committed').length
    if (known >= nextSegmentId || !sessionId) return
    const stored = await fetchStored(sessionId).catch(() => null)
    if (stored) state.set({ transcript: withStored(state.now.transcript, stored.segments) })
  }

  #refused({ code, message, retryable }: ServerMessage & { type: 'error' }): void {
    const { line, outbox, state, take, wishes } = this.#with
    if (announcesClose(code)) return
    if (line.isReady) {
      if (wishes.refuse()) {
        Object.assign(take, wishes.shown)
        state.set({ ...wishes.shown, refusedWish: code })
      }
      return outbox.pump()
    }
    if (retryable) line.leave(code)
    else this.end({ kind: 'refused', code, message })
  }

  async #ended({ recordingId, reason }: ServerMessage & { type: 'ended' }): Promise<void> {
    const { backlog, fetchStored, line, state } = this.#with
    const hasHeardAll = line.isReady && isComplete(state.now.transcript, this.#segmentsTold)
    line.close()
    // The last acknowledgements and words may have been lost with an earlier connection; the pages know what is stored.
    if (recordingId && !(backlog.isEmpty && hasHeardAll)) {
      const stored = await fetchStored(recordingId).catch(() => null)
      if (stored) {
        backlog.dropStored(stored.nextSeq)
        // What was still open when the line broke may have come out otherwise.
        state.set({ transcript: withStored(committedOf(state.now.transcript), stored.segments) })
      }
      state.set({ keptMs: backlog.ring.ms })
    }
    this.end({ kind: 'ended', recordingId, reason })
  }

  /** The server holds every frame before this one, so many milliseconds of audio. */
  #isStored(nextSeq: number, storedMs: number): void {
    const { backlog, state } = this.#with
    backlog.dropBefore(nextSeq)
    state.set({ keptMs: backlog.ring.ms, storedMs })
  }
}
