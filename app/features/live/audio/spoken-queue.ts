import { limits } from '#domain/limits/limits'

/** Says one text, and resolves when it is said; rejects where this device cannot. */
export type Speak = (text: string, language: string) => Promise<void>

/**
 * What is to be spoken: one after the other, in the order in which it came, and not while it is held back. Where more waits than
 * `limits.spokenWaitingMax`, the oldest is left out: what is heard shall not fall far behind what is said.
 */
export class SpokenQueue {
  readonly #speak: Speak
  readonly #waiting: { text: string; language: string }[] = []
  #isSpeaking = false
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

  clear(): void {
    this.#waiting.length = 0
  }

  async #go(): Promise<void> {
    if (this.#isSpeaking || this.#isHeld) return
    const next = this.#waiting.shift()
    if (!next) return
    this.#isSpeaking = true
    await this.#speak(next.text, next.language).catch(() => undefined)
    this.#isSpeaking = false
    void this.#go()
  }
}

/** Script tags are for reading; voices are named by region. */
const voiceTags: Record<string, string> = { 'zh-Hant': 'zh-TW', 'zh-Hans': 'zh-CN' }

/** The browser's own voice. */
export const speakWithBrowser: Speak = (text, language) =>
  new Promise((resolve, reject) => {
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.lang = voiceTags[language] ?? language
    utterance.onend = () => resolve()
    utterance.onerror = ({ error }) => reject(new Error(error))
    speechSynthesis.speak(utterance)
  })
