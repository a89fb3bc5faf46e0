import { SECOND_MS } from './units'

/** Translations, written and spoken. */
export const translationLimits = {
  // Translation
  /** Lines, and characters of them, that are translated at once; in several requests where the model takes less. */
  translationLinesMax: 40,
  translationCharsMax: 4000,
  /** Lines said before that a request may come with, for sense, and tokens of them. */
  translationBeforeLinesMax: 3,
  translationBeforeTokensMax: 300,
  /** Requests for a batch that the model takes at once, with those for lines that did not come back. */
  translationCallsMax: 16,
  translationCallsLiveMax: 2,
  /** How long a line and its translation are remembered. */
  translationCacheMs: 20 * SECOND_MS,
  translationCacheLinesMax: 2000,
  translationLanguagesMax: 5,
  /** A line of live speech is worth waiting for so long. */
  translationLiveMsMax: 8 * SECOND_MS,
  /** What is still being said is translated again no sooner than this. */
  liveInterimTranslationMs: 3 * SECOND_MS,
  /** Finals being translated at once into one language, and waiting for it; older ones are left to the recording's own translation. */
  liveTranslationsAtOnceMax: 3,
  liveTranslationsWaitingMax: 20,
  /** The end of a session waits no longer for its last translations. */
  liveTranslationEndMs: 3 * SECOND_MS,
  /** Languages that viewers may ask for beside the speaker's own. */
  liveViewerLanguagesMax: 3,
  /** How often a server says in which languages its viewers read along, and how long one is made that nobody reads in. */
  liveViewerLanguageRenewMs: 10 * SECOND_MS,
  liveViewerLanguageKeepMs: 30 * SECOND_MS,
  liveViewerWishesPerMinuteMax: 20,
  // Spoken translations
  spokenCharsMax: 1000,
  spokenMsMax: 30 * SECOND_MS,
  /** Passages that wait to be spoken; older ones are left out, so that speech does not fall minutes behind. */
  spokenWaitingMax: 3,
} as const
