import { joinWords } from '#domain/transcripts/join-words'
import type { ServerMessage } from '#domain/live/protocol'
import type { RealtimeSession } from '#domain/live/realtime-session'
import type { Act } from '../foreign-protocol'
import { Phrases, type Phrase, type PhraseEvent } from '../phrases'
import { committed, completed, delta, failed, makeId, speechStarted, speechStopped, type RealtimeError } from './realtime-events'

/** A turn that is being spoken, or whose end was told and whose text is awaited. */
interface Item {
  id: string
  startMs: number
  /** The text that was told of it. */
  said: string
}

/** The client said that its turn is over, or that it takes back what it has said. */
interface Cut {
  for: 'commit' | 'clear'
  itemId: string
  /** Seconds of audio since the cut before. */
  seconds: number
}

const textOf = (words: readonly { text: string }[]) => joinWords(words.map(({ text }) => text))

/** The items of a transcription session: which turn is being spoken, and what of it was told. Its deltas only ever append. */
export class RealtimeItems {
  readonly #phrases: Phrases
  #session: RealtimeSession
  #open: Item | null = null
  #previousId: string | null = null
  /** Where speech stopped of which no text is known yet. */
  #stoppedMs: number | null = null
  /** Cuts that are on their way, the oldest first. */
  readonly #cuts: Cut[] = []
  /** Without turn detection: what was said since the last cut. */
  #texts: string[] = []
  #hasCompleted = false

  constructor(session: RealtimeSession) {
    this.#session = session
    this.#phrases = new Phrases(silenceOf(session))
  }

  /** Holds from now on. */
  change(session: RealtimeSession): void {
    this.#session = session
    this.#phrases.silenceMs = silenceOf(session)
  }

  /** What the client has said so far is to be finished; answered when `finalized` is told. */
  cut(cut: Cut['for'], seconds: number): Act[] {
    const itemId = this.#open?.id ?? makeId('item')
    this.#cuts.push({ for: cut, itemId, seconds })
    return cut === 'commit' && this.#isManual ? this.#commit(itemId) : []
  }

  told(message: ServerMessage): Act[] {
    if (message.type === 'finalized') return this.#finalized()
    const before = this.#noteSpeech(message)
    const acts = this.#phrases.told(message).flatMap((event) => this.#tell(event))
    return [...before, ...acts, ...this.#giveUp(message)]
  }

  /** Nothing more will come. */
  end(): Act[] {
    return this.#phrases.flush().flatMap((event) => this.#tell(event))
  }

  /** What was promised will not come. */
  fail(error: RealtimeError): Act[] {
    const awaited = new Set(this.#cuts.filter((cut) => cut.for === 'commit').map(({ itemId }) => itemId))
    if (this.#open) awaited.add(this.#open.id)
    this.#cuts.length = 0
    this.#open = null
    return [...awaited].map((itemId) => failed(itemId, error))
  }

  get #isManual(): boolean {
    return this.#session.turnDetection === null
  }

  get #isCleared(): boolean {
    return this.#cuts[0]?.for === 'clear'
  }

  #noteSpeech(message: ServerMessage): Act[] {
    if (message.type !== 'state' || this.#isManual) return []
    if (message.state === 'listening' && this.#open) this.#stoppedMs = message.atMs ?? this.#phrases.heardMs
    if (message.state !== 'speaking') return []
    this.#stoppedMs = null
    return this.#begin(message.atMs ?? this.#phrases.heardMs)
  }

  #begin(startMs: number): Act[] {
    if (this.#open || this.#isCleared) return []
    this.#open = { id: makeId('item'), startMs, said: '' }
    return [speechStarted(this.#open.id, startMs)]
  }

  #tell({ type, phrase }: PhraseEvent): Act[] {
    if (this.#isCleared) return []
    if (this.#isManual && !this.#open) {
      if (type === 'final') this.#texts.push(textOf(phrase.words))
      return []
    }
    const begun = this.#begin(phrase.startMs)
    const stable = textOf(phrase.words.slice(0, phrase.stableWords))
    return [...begun, ...(type === 'interim' ? this.#append(this.#open!, stable) : this.#complete(phrase))]
  }

  /** Text that was told is not taken back: where the rest does not follow from it, it is told when all is. */
  #append(item: Item, text: string): Act[] {
    if (!this.#session.transcription || text.length <= item.said.length || !text.startsWith(item.said)) return []
    const added = text.slice(item.said.length)
    item.said = text
    return [delta(item.id, added)]
  }

  #complete({ words, endMs }: Pick<Phrase, 'words' | 'endMs'>): Act[] {
    const item = this.#open!
    this.#open = null
    this.#stoppedMs = null
    this.#hasCompleted = true
    const text = textOf(words)
    return [
      speechStopped(item.id, endMs),
      ...this.#commit(item.id),
      ...this.#append(item, text),
      ...this.#say(item.id, text, (endMs - item.startMs) / 1000),
    ]
  }

  #commit(itemId: string): Act[] {
    const previousId = this.#previousId
    this.#previousId = itemId
    return [committed(itemId, previousId)]
  }

  #say(itemId: string, text: string, seconds: number): Act[] {
    return this.#session.transcription ? [completed(itemId, text, Math.max(0, seconds))] : []
  }

  /** What sounded like speech was none. */
  #giveUp(message: ServerMessage): Act[] {
    const stoppedMs = this.#stoppedMs
    if (message.type !== 'lag' || stoppedMs === null || !this.#open || this.#phrases.isWaiting) return []
    if (message.heardMs - stoppedMs < (silenceOf(this.#session) ?? 0)) return []
    return this.#complete({ words: [], endMs: Math.max(stoppedMs, this.#open.startMs) })
  }

  #finalized(): Act[] {
    this.#hasCompleted = false
    const acts = this.end()
    const cut = this.#cuts.shift()
    const texts = this.#texts.splice(0)
    if (!cut) return acts
    if (cut.for === 'clear') {
      this.#open = null
      return []
    }
    if (this.#isManual) {
      const item = { id: cut.itemId, startMs: 0, said: '' }
      const text = joinWords(texts)
      return [...acts, ...this.#append(item, text), ...this.#say(item.id, text, cut.seconds)]
    }
    if (this.#open) return [...acts, ...this.#complete({ words: [], endMs: Math.max(this.#phrases.heardMs, this.#open.startMs) })]
    if (this.#hasCompleted) return acts
    return [...acts, ...this.#commit(cut.itemId), ...this.#say(cut.itemId, '', cut.seconds)]
  }
}

function silenceOf({ turnDetection }: RealtimeSession): number | null {
  return turnDetection && turnDetection.silence_duration_ms
}
