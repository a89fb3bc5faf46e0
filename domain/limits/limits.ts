const KIB = 1024
const MIB = 1024 * KIB
/** Sizes that people are told are decimal, as their files and disks are measured. */
const KB = 1000
const MB = 1000 * KB
const GB = 1000 * MB
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * Every limit of Steno under one name, its unit last. Relations between them are asserted in limits.test.ts.
 * Plans may allow less than a limit here, never more.
 */
export const limits = {
  // Uploads
  uploadBytesMax: 4 * GB,
  uploadFilesPerFormMax: 20,
  uploadStallMs: 60 * SECOND_MS,
  uploadFieldBytesMax: 4 * KIB,
  /** How much of a form that is refused is still read, so that the browser gets to see why. */
  uploadDrainBytesMax: 8 * GB,
  uploadFieldsPerFormMax: 100,
  /** Length of a part of an upload that goes by signed addresses; the last one may be shorter. */
  uploadPartBytes: 8 * MIB,
  uploadPartsMax: 10_000,
  /** Parts that a process holds in memory at once, on their way to an S3 that their senders do not reach. */
  uploadPartsHeldMax: 32,
  /** Signed addresses of parts in one answer, and how long each is good for. */
  uploadUrlsMax: 20,
  uploadUrlMs: 15 * MINUTE_MS,
  /** How long an upload in parts may take, with all its pauses. */
  uploadLifeMs: 20 * HOUR_MS,
  /** Uploads in parts that a user may have begun and not completed. */
  uploadsOpenMax: 100,
  /** What is larger and went past Steno straight to its storage is not read once more to tell whether it is there twice. */
  uploadHashBytesMax: 256 * MB,
  // Storage on another server: S3
  /** One request, until its answer begins; what carries content is given more, by this rate. It is made three times at most. */
  storageAnswerMsMax: 10 * SECOND_MS,
  storageBytesPerSecondMin: 160 * KIB,
  /** Making one object of all its parts, which some stores copy for it. */
  storageJoinMsMax: MINUTE_MS,
  /** The longest pause in the middle of an answer. */
  storagePauseMsMax: 30 * SECOND_MS,
  titleCharsMax: 200,
  segmentTextCharsMax: 5000,
  // Media
  mediaDurationMsMax: 12 * HOUR_MS,
  mediaDurationMsMin: 100,
  mediaProbeMsMax: 30 * SECOND_MS,
  /** Wall time a decode may take without delivering a sample before it counts as hung. */
  mediaDecodeStallMs: 60 * SECOND_MS,
  mediaChildRssBytesMax: 512 * MIB,
  mediaReadChunkBytes: 256 * KIB,
  // Recognition
  windowMsMax: 30 * SECOND_MS,
  recognizerQueueWindowsMax: 16,
  modelIdleReleaseMs: 5 * MINUTE_MS,
  // Live recognition; server/SPEC.md cites them
  liveTicketMs: MINUTE_MS,
  /** A ticket for resuming one session lives as long as a session may be left alone, and a day of talking. */
  liveResumeTicketMs: DAY_MS,
  liveStartMs: 15 * SECOND_MS,
  liveUpgradesPerMinuteMax: 120,
  liveFrameBytesMax: 64 * KIB,
  liveMessagesPerSecondMax: 20,
  liveSessionsPerUserMax: 4,
  /** Audio of a session that is not stored or not recognised yet. */
  liveBacklogMsMax: 2 * MINUTE_MS,
  /** The longest piece of audio that is stored as one object. */
  livePieceMsMax: 2 * SECOND_MS,
  liveStoreOutageMsMax: MINUTE_MS,
  /** A session that nobody has come back to for so long is finished without them. */
  liveAbandonMs: 30 * MINUTE_MS,
  /** After a start, of the server or of the database, people are given so long to come back before any session counts as abandoned. */
  liveReturnMs: 2 * MINUTE_MS,
  /** A session of a client that cannot come back to it, and whose server is gone too, is finished after so long. */
  liveForsakenMs: 30 * SECOND_MS,
  /** A session into which nothing was said and that nobody touches is let go after so long. */
  liveEmptyMs: MINUTE_MS,
  /** A session without a word, and with no more sound than this, is one in which nothing was said. */
  liveNothingMsMax: 2 * SECOND_MS,
  /** Audio that is not sent and that a client holds in memory; what is more waits in the browser's store alone. */
  liveHeldMsMax: 3 * MINUTE_MS,
  /** Finishing an abandoned session may take so long. */
  liveSettleMsMax: 15 * MINUTE_MS,
  /** How often a server says that its sessions live, and looks for abandoned ones. */
  liveTouchMs: 5 * SECOND_MS,
  /** How often a server asks whether what is spoken with a key, or a log-in through the API, may still be. */
  liveCredentialCheckMs: 30 * SECOND_MS,
  /** Less than `mediaDurationMsMax`, so that what was spoken can be joined and transcribed again. */
  liveSessionMsMax: 11 * HOUR_MS,
  /** Under pressure partials get rarer, down to this. */
  livePartialMsMax: 2 * SECOND_MS,
  livePartialMsMin: 300,
  liveLagMsMin: 500,
  liveSendBufferBytesMax: 256 * KIB,
  liveViewersPerSessionMax: 2000,
  // Clients of other protocols: SPEC, section 9
  /** Some send a second of audio at once, and some of them in base64. */
  clientFrameBytesMax: MIB,
  clientConnectionsPerUserMax: 16,
  /** Frames and messages of a client that wait while its session begins or finishes something, as short as they may be. */
  clientWaitingMax: 12_000,
  /** Bytes in which the audio of a WAV file that is sent has begun, or never will. */
  clientWavHeadBytesMax: 64 * KIB,
  clientSampleRateMin: 8000,
  clientSampleRateMax: 48_000,
  clientChannelsMax: 8,
  /** A Deepgram client that sends neither audio nor a message for so long is gone, to Deepgram; any other has more time. */
  deepgramSilenceMsMax: 10 * SECOND_MS,
  clientSilenceMsMax: 10 * MINUTE_MS,
  utteranceEndMsMin: 1000,
  utteranceEndMsMax: 5000,
  endpointingMsMax: 10 * SECOND_MS,
  /** How long a client secret opens connections. */
  clientSecretMsMin: 10 * SECOND_MS,
  clientSecretMs: 10 * MINUTE_MS,
  clientSecretMsMax: 2 * HOUR_MS,
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
  // Webhooks
  webhookUrlCharsMax: 2000,
  webhookMsMax: 10 * SECOND_MS,
  webhookAnswerBytesMax: 16 * KIB,
  webhooksPerUserMax: 10,
  webhookDescriptionCharsMax: 100,
  /** Before the first repetition, and the longest wait; it doubles with each, so that all attempts take some six hours. */
  webhookRetryMsMin: 15 * SECOND_MS,
  webhookRetryMsMax: 4 * HOUR_MS,
  webhookAttemptsMax: 12,
  /** For each worker process. */
  webhooksAtOnceMax: 8,
  /** Deliveries in a row that are given up before the webhook is switched off. */
  webhookGivenUpMax: 10,
  /** Of trials and repetitions by hand, for each user. */
  webhookTrialsPerMinuteMax: 5,
  webhookSecretOverlapMs: DAY_MS,
  webhookDeliveriesKeepMs: 30 * DAY_MS,
  webhookDeliveriesPageRows: 50,
  webhookDeliveriesShownRows: 20,
  // Accounts
  emailCharsMax: 254,
  /** Of a person's name, when registering and in the profile alike. */
  nameCharsMax: 80,
  passwordCharsMin: 10,
  passwordCharsMax: 200,
  avatarBytesMax: 5 * MB,
  /** A form up to this size is read, so that a picture that is too large is refused beside its field. */
  avatarFormBytesMax: 20 * MB,
  avatarPixelsMax: 50_000_000,
  avatarSizePx: 256,
  sessionMsMax: 30 * DAY_MS,
  /** Wrong passwords for one account from one address, from one known device, and in one open session's prompt. */
  loginAttemptsPerPairMax: 10,
  loginAttemptsPerDeviceMax: 10,
  passwordPromptsPerSessionMax: 10,
  loginAttemptsPerAddressMax: 50,
  /** From all devices together that the account does not know. */
  loginAttemptsPerAccountMax: 100,
  loginAttemptsWindowMs: 15 * MINUTE_MS,
  /** Accounts that one browser is remembered to belong to. */
  deviceAccountsMax: 8,
  /** Each takes a thread of the four that files and connections need too, and 19 MiB. */
  passwordHashesAtOnceMax: 2,
  // Jobs
  jobAttemptsMax: 5,
  heartbeatMs: 500,
  /** A pool whose heartbeat is older than this is dead; its jobs are given to others. */
  heartbeatDeadMs: 2500,
  sweepMs: 500,
  progressNotifyMsMin: 1000,
  /** What a file of unknown length is charged ahead of what is done, so that the charge is rarely raised. */
  quotaStepMs: 5 * MINUTE_MS,
  /** An upload that has arrived and is not in the queue for this long has lost its web process. */
  uploadSettleMs: 5 * MINUTE_MS,
  /** An upload that has not been touched for this long is an orphan. */
  uploadOrphanMs: DAY_MS,
  /** More stored objects without a row than this many, and than this share, are no orphans: the database is wrong. */
  orphansMax: 20,
  orphansPercentMax: 10,
  /** How often an idle worker asks for a job; a new one usually announces itself. */
  jobPollMs: 500,
  /** How often recordings that fell out of the queue are looked for. */
  queueMendMs: 2 * SECOND_MS,
  /** Steps that a worker runs at once: they wait for language models most of the time. */
  stepsAtOnceMax: 3,
  /** Steps and plans that one sweep puts back into the queue. */
  lostStepsPerSweepMax: 100,
  /** Deliveries to webhooks that one sweep puts back into the queue. */
  lostDeliveriesPerSweepMax: 100,
  /** How long a job waits for a database that is away before it gives up. */
  databaseOutageMsMax: 10 * MINUTE_MS,
  /** Delays before a job is tried again, doubling from the first to the last. */
  jobRetryMsMin: 2 * SECOND_MS,
  jobRetryMsMax: 5 * MINUTE_MS,
  /** How often in a row storage may be away (the delay grows to `jobRetryMsMax`) before a recording fails over it. */
  jobOutagesMax: 60,
  /** How long settled dead letters are kept. */
  deadLetterKeepMs: 30 * DAY_MS,
  cleanupBatchRows: 500,
  /** What one run of a duty deletes at most; the rest waits for the next. */
  upkeepRowsPerRunMax: 100_000,
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
  // Clients that are slow, or behave as if they were
  /** A cookie and an address of Steno's fit many times over. */
  requestHeaderBytesMax: 16 * KIB,
  /** Until the last header of a request has come. */
  requestHeadersMsMax: 30 * SECOND_MS,
  /** Of a body that is not at its end, so much has to come in each such time: half a kilobyte a second. */
  requestBodyWindowMs: 2 * MINUTE_MS,
  requestBodyWindowBytesMin: 60 * KB,
  /** All of a request, however large it is and however slow its line. */
  requestMsMax: 20 * HOUR_MS,
  /** A connection over which nothing moves, in either direction, is let go: a reader who does not read, too. */
  connectionSilenceMsMax: 10 * MINUTE_MS,
  // The database, as the pages see it
  /** How long a statement waits for a free connection. */
  databaseWaitMsMax: 5 * SECOND_MS,
  /** A statement of the pages that takes longer is ended, so that it gives its connection back. */
  databaseStatementMsMax: 30 * SECOND_MS,
  // Web
  /** How long an answer of `/readyz` is given again; its checks write to the storage. */
  readinessKeepMs: 2 * SECOND_MS,
  /** What the figures of one scrape are made of is asked for once within such a time. */
  scrapeKeepMs: 500,
  // What browsers measure of pages
  vitalReportBytesMax: 4 * KB,
  /** Of one network in `apiRateWindowMs`. */
  vitalReportsMax: 120,
  vitalsPerReportMax: 10,
  vitalPathCharsMax: 1000,
  vitalMsMax: 10 * MINUTE_MS,
  // The certificate of the pages' address, as the metrics tell it
  certificateKeepMs: 10 * MINUTE_MS,
  certificateWaitMs: 3 * SECOND_MS,
  requestFormBytesMax: 64 * KB,
  sseConnectionsPerUserMax: 10,
  sseHeartbeatMs: 15 * SECOND_MS,
  libraryPageRows: 50,
  openRecordingsRowsMax: 1_000,
  searchCharsMax: 200,
  // The API
  apiKeysPerUserMax: 20,
  apiKeyNameCharsMax: 80,
  /** How exact the time of a key's last use is. */
  apiKeyTouchMs: MINUTE_MS,
  accessTokenMs: 15 * MINUTE_MS,
  /** A log-in through the API that is not renewed for so long is over. */
  refreshTokenMs: 30 * DAY_MS,
  /**
   * A refresh token may be used again for so long, while what it was exchanged for has not been: that answer was lost.
   */
  refreshGraceMs: 10 * SECOND_MS,
  /** Requests are counted in windows of this length, by the caller's plan, or for guests by their network. */
  apiRateWindowMs: MINUTE_MS,
  apiRequestsGuestMax: 30,
  apiRequestsFreeMax: 120,
  apiRequestsBasicMax: 300,
  apiRequestsPremiumMax: 600,
  apiRequestsEnterpriseMax: 1200,
  /** How many times its plan's requests a user has with all keys and log-ins together. */
  apiCredentialsAtOnceMax: 2,
  /** Counters of requests that a process holds; above it those that are over are looked for. */
  apiRateCountersMax: 50_000,
  /** How long the answer to a request with an Idempotency-Key is given again. */
  idempotencyKeepMs: DAY_MS,
  idempotencyKeyCharsMax: 255,
  /** Whoever carries out such a request says so; not heard of for longer, they are dead. */
  idempotencyBeatMs: 5 * SECOND_MS,
  idempotencyDeadMs: 30 * SECOND_MS,
  /** A longer answer is not kept. */
  idempotentAnswerBytesMax: MIB,
  // Requests that wait for a transcript: the APIs of others
  /** After so long whoever waits is told that it takes longer. Clients give up by themselves after ten minutes, and begin anew. */
  answerWaitMsMax: 9 * MINUTE_MS,
  answersPerUserMax: 100,
  /** What is not to be stored and was not taken away goes so long after the last moment at which it could have been answered. */
  forgetGraceMs: MINUTE_MS,
  /** A file that Steno fetches: until its first byte, and all of it. */
  remoteFileStartMsMax: 20 * SECOND_MS,
  remoteFileMsMax: 5 * MINUTE_MS,
  remoteFileRedirectsMax: 3,
  remoteUrlCharsMax: 4000,
  // Files of pages, kept in storage for copies of other versions
  /** How long those of a version that no copy runs any more are kept: pages are left open for days. */
  assetKeepMs: 30 * DAY_MS,
  /** How often a copy sees to it that its own are there. */
  assetTendMs: 15 * MINUTE_MS,
  /** A look at which there are serves all who ask for so long. */
  assetLookMs: 2 * SECOND_MS,
  assetBytesMax: 16 * MIB,
  // The administrator's pages
  adminPageRows: 50,
  /** Jobs that are counted for a page; of more it says "at least". */
  queueCountedRows: 20_000,
  /** Dead letters that one press settles. */
  deadLettersAtOnceMax: 200,
  /** How long the hourly counts of jobs are kept. */
  taskCountsKeepMs: 7 * DAY_MS,
  /** How often a process says at most that the model server answers. */
  providerHealthMs: MINUTE_MS,
  planMinutesMax: 10_000_000,
  planRecordingsMax: 10_000_000,
  planParallelJobsMax: 100,
  retentionDaysMax: 36_500,
  // Backups
  backupPassphraseCharsMin: 12,
  backupsKeptMax: 1000,
  // The command line for a Steno elsewhere
  /** Further attempts of a request where nothing answers. */
  cliRetriesMax: 4,
  cliFilesAtOnceMax: 8,
  /** How long a command waits for a server that is away before it gives up; what is uploaded is not lost by that. */
  cliAwayMsMax: 10 * MINUTE_MS,
  /** How soon a watched file is tried again whose server is away. */
  cliWatchAgainMs: 5 * SECOND_MS,
  /** Of the file that says what was done already, so many lines are kept when it has grown to twice as many. */
  cliDeedsMax: 10_000,
  /** Audio of a file that is read ahead of what Steno has stored. */
  cliLiveAheadMsMax: 30 * SECOND_MS,
  /** Audio from a microphone or a pipe that is kept in memory while Steno cannot be reached: 115 MB. */
  cliLiveKeptMsMax: HOUR_MS,
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
  /** What a thread is at when it is told to end may take so long. */
  threadEndMsMax: 5 * SECOND_MS,
  shutdownGraceMs: 10 * SECOND_MS,
} as const
