import type { TranscriptSegment } from '#domain/transcripts/transcript'
import type { LiveEvent } from './live-recognizer'
import { joinTexts } from './segment-text'
import { StablePrefix } from './stable-prefix'

/** The segment that is being said and what was told of it; one follows the other. Only those with text have an id. */
export class Utterance {
  readonly #tell: (event: LiveEvent) => void
  #nextId: number
  /** Texts of the parts that are done. */
  #done: TranscriptSegment[] = []
  /** Text of the open part, as a stop has left it. */
  #stopped: TranscriptSegment | null = null
  /** What was last told to be final. */
  #final: TranscriptSegment | null = null
  #prefix = new StablePrefix()
  #shown = ''

  constructor(firstId: number, tell: (event: LiveEvent) => void) {
    this.#nextId = firstId
    this.#tell = tell
  }

  /** Id of the segment that is being said, or will be next. */
  get nextId(): number {
    return this.#nextId
  }

  /** What the open part may say so far. */
  guess(part: TranscriptSegment, onlyGrows: boolean): void {
    const { startMs, endMs, text: whole } = joinTexts([...this.#done, part])!
    const { text, stableChars } = onlyGrows ? this.#prefix.grow(whole) : this.#prefix.next(whole)
    if (text === this.#shown) return
    this.#shown = text
    this.#tell({ type: 'partial', segment: { id: this.#nextId, startMs, endMs, text }, stableChars })
  }

  /** What the open part says. One that is `done` stays as it is; what follows is another part. */
  settle(part: TranscriptSegment | null, done: boolean): void {
    this.#stopped = done ? null : part
    if (done && part) this.#done.push(part)
  }

  /** Tells what has been said; until it is committed, more may follow in the same segment. */
  final(committed: boolean): void {
    // What was final once is not taken back.
    const segment = joinTexts(this.#stopped ? [...this.#done, this.#stopped] : this.#done) ?? this.#final
    if (segment) this.#tell({ type: 'final', segment: { id: this.#nextId, ...segment }, committed })
    else if (this.#shown !== '') this.#withdraw()
    this.#final = segment
    this.#prefix = new StablePrefix(joinTexts(this.#done)?.text, segment?.text)
    this.#shown = ''
    if (committed) this.#end()
  }

  /** The partials were wrong: nothing was said. */
  #withdraw(): void {
    const segment = { id: this.#nextId, startMs: 0, endMs: 0, text: '' }
    this.#tell({ type: 'partial', segment, stableChars: 0 })
  }

  #end(): void {
    if (this.#final) this.#nextId++
    this.#done = []
    this.#stopped = null
    this.#final = null
    this.#prefix = new StablePrefix()
  }
}
