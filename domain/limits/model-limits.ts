import { DAY_MS, MINUTE_MS, SECOND_MS } from './units'

/** What models make of transcripts: summaries, answers, what search finds. */
export const modelLimits = {
  // Models on other servers: language models, embeddings, speech
  /** A whole call with its retries; in a stream, until its first word. */
  llmCallMsMax: 2 * MINUTE_MS,
  /** Silence between two words of a stream. */
  llmStreamPauseMsMax: 30 * SECOND_MS,
  /** A whole stream, with the retries before it: a model without a graphics card writes some four tokens a second. */
  llmStreamMsMax: 4 * MINUTE_MS,
  providerAttemptsMax: 3,
  /** Delays before a call is tried again, doubling; a provider that asks for more than the last is not waited for. */
  providerRetryWaitMsMin: 500,
  providerRetryWaitMsMax: 10 * SECOND_MS,
  /** Calls that fail in a row before none goes out for a while. */
  breakerFailuresMax: 3,
  breakerOpenMsMin: 15 * SECOND_MS,
  breakerOpenMsMax: 5 * MINUTE_MS,
  // Summaries
  summaryShortCharsMax: 600,
  summaryKeyPointsMax: 10,
  summaryActionItemsMax: 10,
  summaryPointCharsMax: 280,
  summaryInstructionsCharsMax: 1000,
  /** Tokens of the answer that a summary, or the notes on a part of a long recording, are given. */
  summaryOutputTokensMax: 1500,
  /** Share of corrected or new passages above which a language model reads a transcript again, in percent. */
  summaryStalePercentMax: 10,
  chaptersMax: 20,
  chapterMsMin: MINUTE_MS,
  chapterTitleCharsMax: 80,
  // Questions to recordings
  askQuestionCharsMax: 1000,
  /** What search reads of a question and the one before it. */
  askSearchCharsMax: 1200,
  askPassagesMax: 12,
  /** Passages that are the answer where there is no language model. */
  askExtractsMax: 4,
  askOutputTokensMax: 800,
  /** Turns of a conversation that a question is understood by. */
  askEarlierTurnsMax: 3,
  askTurnsMax: 100,
  askAnswersAtOnceMax: 3,
  /** An answer that takes longer was lost with its process. */
  askAnswerMsMax: 5 * MINUTE_MS,
  conversationsPageRows: 50,
  citationQuoteCharsMax: 400,
  // Search
  chunkTokensMax: 160,
  searchResultsMax: 20,
  /** Candidates that each way of searching gives to the fusion. */
  searchCandidatesMax: 100,
  /** Words of one question that are looked for, of more the rarest; the rest adds nothing but time. */
  searchWordsMax: 40,
  /** Passages that are weighed by their words for one question. */
  searchWeighedMax: 4000,
  /** Embedding a question and looking up vectors may take so long together; after it, words alone must do. */
  searchVectorsMsMax: 5 * SECOND_MS,
  vectorStoreCallMsMax: 10 * SECOND_MS,
  /** Texts of one call to an embedding model. */
  embeddingBatchTextsMax: 64,
  embeddingCallMsMax: MINUTE_MS,
  /** Some models take 512 tokens, counted their own way; what is longer than this, as we estimate, goes in pieces. */
  embeddingTextTokensMax: 256,
  /** A recording that the model refuses is left alone for so long, doubling each time from the first to the last. */
  embeddingRetryMsMin: MINUTE_MS,
  embeddingRetryMsMax: DAY_MS,
  /** Refused so often in a row, it holds up the change to another model no longer. */
  embeddingSetbacksMax: 3,
  /** One at which model or store went away has others go first for so long. */
  embeddingOutageMs: 2 * MINUTE_MS,
  /** Recordings that one round of upkeep embeds before it lets others have a turn. */
  embeddingRoundRecordingsMax: 200,
} as const
