import type { FinalMessage, PartialMessage, ServerMessage } from '#domain/live/protocol'
import type { TranscriptWord } from '#domain/transcripts/transcript'
import { restFrom, wordsOf } from './phrase-words'

/** A stretch of speech as protocols tell it that take nothing back. */
export interface Phrase {
  startMs: number
  endMs: number
  words: TranscriptWord[]
  /** Where in `words` what follows may still change; always all that is not final. */
  stableWords: number
}

export type PhraseEvent =
  /** What is being said so far. */
  | { type: 'interim'; phrase: Phrase }
  /** It stays as it is. `ends`: silence follows that is long enough to take the turn for over. */
  | { type: 'final'; phrase: Phrase; ends: boolean }

/** After so much silence the text so far comes as a `final`: SPEC 4.2. */
const STOP_MS = 200

/**
 * Makes phrases, each told once and for good, of Steno's segments, which may reopen after a short pause. Where a turn is over though its
 * segment is not, the segment's first words are told, and only the rest of it later.
 */
export class Phrases {
  /** How much silence ends a turn; null where none does. What is below 200 ms is as 200. */
  silenceMs: number | null
  #segmentId = -1
  /** Words of the open segment that were told for good. */
  #said: TranscriptWord[] = []
  #saidEndMs = 0
  #pending: { phrase: Phrase; isCommitted: boolean } | null = null
  #heardMs = 0
  /** Words of the segment that were left out of what was told last. */
  #skipped = 0
  #isSpeaking = false

  constructor(silenceMs: number | null) {
    this.silenceMs = silenceMs
  }

  /** Up to where recognition has come. */
  get heardMs(): number {
    return this.#heardMs
  }

  told(message: ServerMessage): PhraseEvent[] {
    switch (message.type) {
      case 'partial':
        return this.#partial(message)
      case 'final':
        return this.#final(message)
      case 'lag':
        return this.heard(message.heardMs)
      case 'state':
        // Until it says what, nothing shows whether the turn before is over.
        this.#isSpeaking = message.state === 'speaking'
        return []
      default:
        return []
    }
  }

  /** Whether something was said that is not told to be final. */
  get isWaiting(): boolean {
    return this.#pending !== null
  }

  /** Recognition has come so far, and has heard nothing that it has not told. */
  heard(heardMs: number): PhraseEvent[] {
    this.#heardMs = Math.max(this.#heardMs, heardMs)
    const pending = this.#pending
    if (!pending || this.silenceMs === null || this.#isSpeaking) return []
    return this.#heardMs - pending.phrase.endMs >= Math.max(this.silenceMs, STOP_MS) ? this.flush() : []
  }

  /** Nothing more of it will come: what waits is told. */
  flush(): PhraseEvent[] {
    return this.#release(true)
  }

  #partial(message: PartialMessage): PhraseEvent[] {
    const events = this.#turnTo(message.segmentId)
    // The pause was no end.
    this.#pending = null
    const phrase = this.#restOf(message)
    const stable = message.text.slice(0, message.stableChars)
    const stableWords = Math.max(0, wordsOf({ ...message, text: stable, words: undefined }).length - this.#skipped)
    if (phrase) events.push({ type: 'interim', phrase: { ...phrase, stableWords: Math.min(stableWords, phrase.words.length) } })
    return events
  }

  #final(message: FinalMessage): PhraseEvent[] {
    const events = this.#turnTo(message.segmentId)
    const phrase = this.#restOf(message)
    this.#pending = phrase && { phrase, isCommitted: message.committed }
    if (phrase && this.silenceMs === null && message.committed) events.push(...this.#release(false))
    // A final comes when so much silence has been heard after it, but for one that was cut in the middle of speech.
    if (!message.committed) events.push(...this.heard(message.endMs + STOP_MS))
    return events
  }

  /** What was told of the segment before is told to its end first. */
  #turnTo(segmentId: number): PhraseEvent[] {
    if (segmentId === this.#segmentId) return []
    const events = this.#release(false)
    this.#segmentId = segmentId
    this.#said = []
    this.#saidEndMs = 0
    return events
  }

  #restOf(message: FinalMessage | PartialMessage): Phrase | null {
    const all = wordsOf(message)
    this.#skipped = this.#said.length === 0 ? 0 : restFrom(all, this.#said)
    const words = all.slice(this.#skipped)
    if (words.length === 0) return null
    const startMs = Math.max(this.#saidEndMs, this.#skipped === 0 ? message.startMs : words[0]!.startMs)
    const endMs = Math.max(startMs, message.endMs)
    // Estimates of a whole segment may reach back into what was told.
    const own = words.map((word) => ({ ...word, startMs: Math.max(startMs, word.startMs), endMs: Math.max(startMs, word.endMs) }))
    return { startMs, endMs, words: own, stableWords: own.length }
  }

  #release(ends: boolean): PhraseEvent[] {
    const pending = this.#pending
    this.#pending = null
    if (!pending) return []
    this.#said = [...this.#said, ...pending.phrase.words]
    this.#saidEndMs = pending.phrase.endMs
    return [{ type: 'final', phrase: pending.phrase, ends }]
  }
}
