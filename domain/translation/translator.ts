/** Lines of speech to be translated, in the order in which they were said. */
export interface TranslationRequest {
  lines: readonly string[]
  /** BCP 47; null where nobody knows it. */
  from: string | null
  /** BCP 47, one of `targetLanguages`. */
  to: string
  /** What was said before, for sense; it is not translated. */
  before?: readonly string[]
  /** Who it is done for, and in whose name it is counted. */
  userId: string
  /** Live speech waits for nothing; a recording has time for another try. */
  purpose: 'live' | 'recorded'
  signal?: AbortSignal
}

export interface Translator {
  /** Whether there is something to translate with; without it `translate` throws `llm_not_configured`. */
  readonly isConfigured: boolean
  /**
   * One translation for each line, in order; null for a line that could not be had. Throws AppError: `llm_not_configured`,
   * `provider_unavailable` and whatever else the provider refuses.
   */
  translate(request: TranslationRequest): Promise<(string | null)[]>
}
