import type { LiveState } from './live-state'

/** Language and model of a recording, and the language to translate into. */
export type Wish = Pick<LiveState, 'language' | 'modelId'> & Partial<Pick<LiveState, 'translateTo'>>

/** Changes of language and model: each holds from a certain frame on, and one is answered before the next is sent. */
export class Wishes {
  /** What is to be asked for before the frame with index `from`. */
  #wanted: (Wish & { from: number }) | null = null
  /** What was sent and is not answered; one at a time, since answers do not say to what. */
  #asked: Wish | null = null
  #agreed: Wish

  constructor({ language, modelId, translateTo }: Wish) {
    this.#agreed = { language, modelId, translateTo }
  }

  /** What the page shows: the newest, whether it has been answered or not. */
  get shown(): Required<Wish> {
    const { language, modelId, translateTo = null } = this.#wanted ?? this.#asked ?? this.#agreed
    return { language, modelId, translateTo }
  }

  want(wish: Wish, from: number): void {
    this.#wanted = { ...this.shown, ...wish, from }
  }

  /** Whether something has to be asked for before the frame of this index. */
  isDue(index: number): boolean {
    return this.#wanted !== null && index >= this.#wanted.from
  }

  /** What to send now; null where an earlier one has to be answered first. */
  ask(): Wish | null {
    if (this.#asked || !this.#wanted) return null
    this.#asked = this.shown
    this.#wanted = null
    return this.#asked
  }

  /** The server has made a change, or says on its own what it recognises. */
  agree(language: string): void {
    this.#agreed = this.#asked ?? { ...this.#agreed, language }
    this.#asked = null
  }

  /** The server does not do what was asked; false where something newer is wanted anyway. */
  refuse(): boolean {
    this.#asked = null
    return this.#wanted === null
  }

  /** A new connection: what was asked for on one that broke may not have been heard. */
  begin(language: string, firstIndex: number): void {
    if (this.#asked) this.#wanted ??= { ...this.#asked, from: firstIndex }
    this.#asked = null
    this.#agreed = { ...this.#agreed, language }
  }
}
