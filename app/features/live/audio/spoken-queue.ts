import { limits } from '#domain/limits/limits'

/** Says one text, and resolves when it is said; rejects where this device cannot, and when the signal stops it. */
export type Speak = (text: string, language: string, signal: AbortSignal) => Promise<void>

/**
 * What is to be spoken: one after the other, in the order in which it came, and not while it is held back. Where more waits than
 * `limits.spokenWaitingMax`, the oldest is left out: what is heard shall not fall far behind what is said.
 */
export class SpokenQueue {
  readonly #speak: Speak
  readonly #waiting: { text: string; language: string }[] = []
  #speaking: AbortController | null = null
  #isHeld = false

  constructor(speak: Speak) {
    this.#speak = speak
  }

  add(text: string, language: string): void {
    this.#waiting.push({ text, language })
    if (this.#waiting.length > limits.spokenWaitingMax) this.#waiting.shift()
    void this.#go()
  }

  /** What is being said is said to its end; the next waits. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld
    void this.#go()
  }

  /** Forgets what waits, and breaks off what is being said. */
  stop(): void {
    this.#waiting.length = 0
    this.#speaking?.abort()
  }

  async #go(): Promise<void> {
    if (this.#speaking || this.#isHeld) return
    const next = this.#waiting.shift()
    if (!next) return
    this.#speaking = new AbortController()
    await this.#speak(next.text, next.language, this.#speaking.signal).catch(() => undefined)
    this.#speaking = null
    void this.#go()
  }
}

/** Script tags are for reading; voices are named by region. */
const voiceTags: Record<string, string> = { 'zh-Hant': 'zh-TW', 'zh-Hans': 'zh-CN' }

/** The browser's own voice. */
export const speakWithBrowser: Speak = (text, language, signal) =>
  new Promise((resolve, reject) => {
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.lang = voiceTags[language] ?? language
    utterance.onend = () => resolve()
    utterance.onerror = ({ error }) => reject(new Error(error))
    signal.addEventListener('abort', () => {
      speechSynthesis.cancel()
      // Not every browser tells an utterance that it is cancelled.
      reject(signal.reason)
    })
    speechSynthesis.speak(utterance)
  })
