import { isAppError } from '#domain/errors/app-error'
import type { FinalMessage, PartialMessage, TranslatingMessage, TranslationMessage } from '#domain/live/protocol'
import { limits } from '#domain/limits/limits'
import { isSameLanguage, parseTargetLanguage } from '#domain/translation/target-languages'
import type { NewLiveTranslation } from '#domain/translation/translations.server'
import type { Translator } from '#domain/translation/translator'
import { TranslationLane, type TranslatedPassage } from './translation-lane'

export interface LiveTranslationsOptions {
  translator: Translator
  userId: string
  /** BCP 47 of what is spoken now; null where nobody knows. */
  spoken(): string | null
  /** Into the language that the speaker wants, for the speaker. */
  tell(message: TranslationMessage | TranslatingMessage): void
  /** For those who read along in the language. */
  publish(language: string, message: TranslationMessage | TranslatingMessage): void
  /** Keeps the translation of a passage that stays as it is. */
  save(language: string, translation: NewLiveTranslation): Promise<void>
  onTrouble(error: unknown): void
  /** How long a language is made that no viewer has asked for again. Default `limits.liveViewerLanguageKeepMs`. */
  keepMs?: number
}

/**
 * The translations of one live session: into the language that the speaker wants, and a few that viewers ask for. Nothing of
 * recognition or storing waits for any of it (server/SPEC.md, section 8).
 */
export class LiveTranslations {
  readonly #options: LiveTranslationsOptions
  readonly #lanes = new Map<string, TranslationLane>()
  /** Languages that viewers read in, each with what lets it go when they do no more. */
  readonly #viewers = new Map<string, NodeJS.Timeout>()
  #speaker: string | null = null

  constructor(options: LiveTranslationsOptions) {
    this.#options = options
  }

  /** The language that the speaker wants from now on; null for none. */
  wantBySpeaker(language: string | null): void {
    if (language === this.#speaker) return
    const before = this.#speaker
    this.#speaker = language
    if (before && (!this.#viewers.has(before) || this.#besideSpeaker() > limits.liveViewerLanguagesMax)) this.#letGo(before)
    if (language) this.#open(language)
  }

  /**
   * A language that a viewer wants as well, to be asked for again and again while it is read in; false where it would be one too many,
   * or cannot be had.
   */
  wantByViewer(language: string): boolean {
    if (language !== this.#speaker && !this.#viewers.has(language)) {
      const isOffered = parseTargetLanguage(language) !== null && this.#options.translator.isConfigured
      if (!isOffered || this.#besideSpeaker() >= limits.liveViewerLanguagesMax) return false
    }
    clearTimeout(this.#viewers.get(language))
    const { keepMs = limits.liveViewerLanguageKeepMs } = this.#options
    this.#viewers.set(language, setTimeout(() => this.#letGo(language), keepMs).unref())
    this.#open(language)
    return true
  }

  hear(message: PartialMessage | FinalMessage): void {
    const { segmentId, startMs, endMs, text } = message
    const passage = { segmentId, startMs, endMs, text }
    for (const lane of this.#lanes.values()) {
      if (message.type === 'final' && message.committed) lane.settle(passage)
      else lane.hear(passage, message.type === 'final')
    }
  }

  /** Resolves when nothing waits any more, or after a little while. */
  async finish(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limits.liveTranslationEndMs)))
    await Promise.race([late, Promise.all([...this.#lanes.values()].map((lane) => lane.whenIdle()))])
    clearTimeout(timer)
  }

  close(): void {
    for (const timer of this.#viewers.values()) clearTimeout(timer)
    for (const lane of this.#lanes.values()) lane.close()
    this.#lanes.clear()
  }

  /** Languages that are made for viewers alone. */
  #besideSpeaker(): number {
    return this.#viewers.size - (this.#speaker !== null && this.#viewers.has(this.#speaker) ? 1 : 0)
  }

  #open(language: string): void {
    if (this.#lanes.has(language)) return
    const { translator, userId, spoken } = this.#options
    this.#lanes.set(language, new TranslationLane({
      translate: async (text, before) => {
        const from = spoken()
        if (isSameLanguage(from, language)) return text
        const [translated] = await translator.translate({ lines: [text], from, to: language, before, userId, purpose: 'live' })
        return translated ?? null
      },
      onTranslation: (translation) => this.#heard(language, translation),
      onState: (state, error) => {
        const code = isAppError(error) ? error.code : 'provider_unavailable'
        if (state === 'away') this.#options.onTrouble(error)
        this.#say(language, { type: 'translating', language, state, ...(state === 'away' && { code }) })
      },
    }))
    if (!translator.isConfigured) this.#say(language, { type: 'translating', language, state: 'away', code: 'llm_not_configured' })
  }

  #heard(language: string, { source, status, ...passage }: TranslatedPassage): void {
    this.#say(language, { type: 'translation', language, status, ...passage })
    if (status === 'interim') return
    const forViewers = language !== this.#speaker
    this.#options.save(language, { idx: passage.segmentId, source, text: passage.text, forViewers })
      .catch(this.#options.onTrouble)
  }

  #say(language: string, message: TranslationMessage | TranslatingMessage): void {
    if (language === this.#speaker) this.#options.tell(message)
    this.#options.publish(language, message)
  }

  /** No viewer reads in it any more. */
  #letGo(language: string): void {
    clearTimeout(this.#viewers.get(language))
    this.#viewers.delete(language)
    if (language === this.#speaker) return
    this.#lanes.get(language)?.close()
    this.#lanes.delete(language)
  }
}
