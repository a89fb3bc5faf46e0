import { joinWords, splitWords } from '#domain/transcripts/join-words'

const plain = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/**
 * What may be shown of an utterance that is still being spoken. Words on which two guesses in a row agree are stable:
 * they are shown as they are from then on, whatever later guesses say.
 */
export class StablePrefix {
  readonly #stable: string[]
  #last: string[]

  /** What is settled already and stays as it is, and a first guess at the whole. */
  constructor(settled = '', guess = '') {
    this.#stable = splitWords(settled)
    this.#last = splitWords(guess)
  }

  /** Takes the newest guess at the whole utterance; gives the text to show, and how many of its characters are stable. */
  next(guess: string): { text: string; stableChars: number } {
    const words = splitWords(guess)
    let agreed = 0
    while (agreed < words.length && agreed < this.#last.length && isSame(words[agreed]!, this.#last[agreed]!)) agreed++
    return this.#show(words, agreed)
  }

  /** The same for a model that never takes words back: all but the last word are stable. */
  grow(guess: string): { text: string; stableChars: number } {
    const words = splitWords(guess)
    return this.#show(words, words.length - 1)
  }

  #show(words: string[], agreed: number): { text: string; stableChars: number } {
    this.#last = words
    const stable = this.#stable
    stable.push(...words.slice(stable.length, Math.max(stable.length, agreed)))
    const text = joinWords([...stable, ...words.slice(stable.length)])
    return { text, stableChars: joinWords(stable).length }
  }
}

function isSame(a: string, b: string): boolean {
  return plain(a) === plain(b)
}
