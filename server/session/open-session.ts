import { setTimeout as sleep } from 'node:timers/promises'
import type { AttachedSession } from '#domain/live/live-session.server'
import type { LiveRefusal } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'
import type { LiveEvent, LiveRecognizer } from '../recognizer/live-recognizer'
import { PieceWriter } from './piece-writer'
import { SessionRecognition, type RecognizedWith } from './session-recognition'
import type { SessionStore } from './session-store'
import { WordLatency, type LatencyKind } from './word-latency'

export interface OpenSessionDeps {
  store: SessionStore
  recognizer: LiveRecognizer
  onEvent(event: Exclude<LiveEvent, { type: 'broken' }>): void
  /** Everything before `nextSeq` is stored, and recognition is not far behind: the client may forget it. */
  onAck(ack: { nextSeq: number; samples: number }): void
  onQuota(leftMs: number | null): void
  onLost(refusal: LiveRefusal): void
  onFault(reason: 'storage_away' | 'internal', error: unknown): void
  onTrouble(error: unknown): void
  /** Words appeared so many milliseconds after they were heard. */
  onLatency(kind: LatencyKind, ms: number): void
}

/** How often a session that catches up looks how far it is. */
const CATCH_UP_MS = 100

/** A session that this server holds: its recognition and its writer, from what is stored on. */
export class OpenSession {
  readonly session: AttachedSession
  readonly #deps: OpenSessionDeps
  readonly #writer: PieceWriter
  readonly #recognition: SessionRecognition
  readonly #latency: WordLatency
  #pieces = 0
  #closed = false
  #withheld: { nextSeq: number; samples: number } | null = null

  /** Throws `live_busy` where there is no room. Call `catchUp` before audio arrives. */
  constructor(session: AttachedSession, using: RecognizedWith, mustAdmit: boolean, deps: OpenSessionDeps) {
    this.session = session
    this.#deps = deps
    this.#writer = new PieceWriter(session, {
      putPiece: (samples) => deps.store.putPiece(session, this.#pieces++, samples),
      advance: (advance) => deps.store.advance(session, advance),
      onStored: ({ leftMs, ...ack }) => {
        this.#acknowledge(ack)
        deps.onQuota(leftMs)
      },
      onLost: deps.onLost,
      onAway: (error) => deps.onFault('storage_away', error),
      onTrouble: deps.onTrouble,
    })
    this.#latency = new WordLatency({ startSample: session.samples, onLatency: deps.onLatency })
    this.#recognition = new SessionRecognition({
      recognizer: deps.recognizer,
      using,
      cutSample: session.cutSample,
      nextSegmentId: session.nextSegmentId,
      mustAdmit,
      onEvent: (event) => this.#note(event),
      onHopeless: (message) => deps.onFault('internal', new Error(message)),
    })
  }

  get using(): RecognizedWith {
    return this.#recognition.using
  }

  /** Milliseconds of audio that is not stored or not recognised yet, whichever is more. */
  get backlogMs(): number {
    return Math.max(this.#writer.waitingMs, this.#recognition.backlogMs)
  }

  /** Recognises again what is stored after the last cut. */
  async catchUp(): Promise<void> {
    const { samples, cutSample, sessionId } = this.session
    if (cutSample >= samples) return
    for await (const part of this.#deps.store.readAudio(sessionId, cutSample)) {
      if (this.#closed) return
      this.#recognition.push(part)
      // What is stored and not recognised must leave room for what comes (server/SPEC.md 1.8).
      while (!this.#closed && this.#recognition.backlogMs > limits.liveBacklogMsMax / 2) await sleep(CATCH_UP_MS)
    }
  }

  take(seq: number, samples: Int16Array): void {
    this.#latency.arrived(samples.length)
    this.#writer.add(seq, samples)
    this.#recognition.push(samples)
  }

  /** Finishes what was said, and stores everything. */
  async finish(): Promise<void> {
    await this.#recognition.finish()
    await this.#writer.flush()
  }

  /** What comes from here on waits for `release`: what it is to be recognised with is not decided yet. */
  hold(): void {
    this.#recognition.hold()
  }

  /** Ends the oldest `hold`. */
  release(): void {
    this.#recognition.release()
  }

  /** What was said before is stored as it was recognised, lest it be recognised anew, with the new model, on resuming. */
  async use(using: RecognizedWith): Promise<void> {
    await this.#recognition.use(using)
    await this.#writer.flush()
  }

  /** Stores what is there, without waiting for recognition. */
  async flush(): Promise<void> {
    await this.#writer.flush()
  }

  close(): void {
    this.#closed = true
    this.#recognition.close()
    this.#writer.close()
  }

  #note(event: Exclude<LiveEvent, { type: 'broken' }>): void {
    if (event.type === 'final' && event.committed) this.#writer.settle(event.segment)
    if (event.type === 'cut') this.#writer.cut(event.sample, event.nextSegmentId)
    this.#latency.said(event)
    this.#deps.onEvent(event)
    if (this.#withheld) this.#acknowledge(this.#withheld)
  }

  /** Acknowledging late keeps a client from sending faster than recognition takes (server/SPEC.md 1.8). */
  #acknowledge(ack: { nextSeq: number; samples: number }): void {
    if (this.#recognition.backlogMs > limits.liveBacklogMsMax / 2) this.#withheld = ack
    else {
      this.#withheld = null
      this.#deps.onAck(ack)
    }
  }
}
