import { setTimeout as sleep } from 'node:timers/promises'
import type { LiveAdvance, LiveRefusal, SettledSegment } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { SampleQueue } from './sample-queue'

export interface PieceWriterDeps {
  /** Stores samples as an object of their own and answers its key; throws while storage is away. */
  putPiece(samples: Int16Array): Promise<string>
  /** Writes the row; throws while the database is away. Doing it again with the same numbers changes nothing. */
  advance(advance: LiveAdvance): Promise<{ leftMs: number | null } | LiveRefusal>
  /** Everything before `nextSeq` is stored. */
  onStored(stored: { nextSeq: number; samples: number; leftMs: number | null }): void
  onLost(refusal: LiveRefusal): void
  /** Storage or database has been away for `limits.liveStoreOutageMsMax`. */
  onAway(error: unknown): void
  onTrouble(error: unknown): void
}

export interface PieceWriterStart {
  nextSeq: number
  samples: number
  cutSample: number
  nextSegmentId: number
}

const RETRY_MS = 500

/**
 * Stores a session's audio in pieces, and with each the segments that are settled by then (server/SPEC.md 3.3–3.5). One write at a
 * time; what comes meanwhile waits for the next.
 */
export class PieceWriter {
  readonly #deps: PieceWriterDeps
  readonly #audio = new SampleQueue()
  /** Samples of the write that is under way. */
  #inHand = 0
  #segments: SettledSegment[] = []
  #nextSeq: number
  #stored: { nextSeq: number; samples: number; cutSample: number }
  #cutSample: number
  #nextSegmentId: number
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> | null = null
  #closed = false

  constructor(start: PieceWriterStart, deps: PieceWriterDeps) {
    this.#deps = deps
    this.#nextSeq = start.nextSeq
    this.#stored = { nextSeq: start.nextSeq, samples: start.samples, cutSample: start.cutSample }
    this.#cutSample = start.cutSample
    this.#nextSegmentId = start.nextSegmentId
  }

  /** Audio that is not stored yet. */
  get waitingMs(): number {
    return ((this.#inHand + this.#audio.length) * 1000) / PCM_SAMPLE_RATE
  }

  /** Takes a frame's samples; they are stored within `limits.livePieceMsMax` where storage is well. */
  add(seq: number, samples: Int16Array): void {
    this.#audio.add(samples)
    this.#nextSeq = seq + 1
    this.#timer ??= setTimeout(() => void this.flush(), limits.livePieceMsMax)
  }

  /** A segment that does not change any more. */
  settle(segment: SettledSegment): void {
    this.#segments.push(segment)
  }

  /** Everything before the sample is settled. */
  cut(sample: number, nextSegmentId: number): void {
    this.#cutSample = sample
    this.#nextSegmentId = nextSegmentId
  }

  /** Resolves when everything that is here now is stored, or never will be. */
  flush(): Promise<void> {
    // A write that is under way has taken only a part; the one after it takes the rest.
    return this.#writing ? this.#writing.then(() => this.#writing ?? this.#begin()) : this.#begin()
  }

  /** Writes nothing more, and says nothing more. */
  close(): void {
    this.#closed = true
    this.#stopTimer()
  }

  #hasNews(): boolean {
    return this.#audio.length > 0 || this.#segments.length > 0 || this.#cutSample > this.#stored.cutSample
  }

  #begin(): Promise<void> {
    if (this.#closed || !this.#hasNews()) return Promise.resolve()
    this.#writing = this.#write().finally(() => {
      this.#writing = null
      this.#inHand = 0
    })
    return this.#writing
  }

  async #write(): Promise<void> {
    this.#stopTimer()
    const samples = this.#audio.takeAll()
    this.#inHand = samples.length
    const segments = this.#segments.splice(0)
    const advance = {
      nextSeq: this.#nextSeq,
      segments,
      cutSample: this.#cutSample,
      nextSegmentId: this.#nextSegmentId,
    }
    const key = samples.length === 0 ? null : await this.#insist(() => this.#deps.putPiece(samples))
    if (key === undefined) return
    const piece = key === null ? null : { key, samples: samples.length }
    const result = await this.#insist(() => this.#deps.advance({ ...advance, piece }))
    if (result === undefined || this.#closed) return
    if (typeof result === 'string') {
      this.close()
      return this.#deps.onLost(result)
    }
    const total = this.#stored.samples + samples.length
    this.#stored = { nextSeq: advance.nextSeq, samples: total, cutSample: advance.cutSample }
    this.#deps.onStored({ nextSeq: advance.nextSeq, samples: total, leftMs: result.leftMs })
  }

  /** Tries until it works; undefined where the writer was closed, or gave up and said so. */
  async #insist<T>(attempt: () => Promise<T>): Promise<T | undefined> {
    const since = Date.now()
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        if (this.#closed) return undefined
        this.#deps.onTrouble(error)
        if (Date.now() - since >= limits.liveStoreOutageMsMax) {
          this.close()
          this.#deps.onAway(error)
          return undefined
        }
        await sleep(RETRY_MS)
      }
    }
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }
}
