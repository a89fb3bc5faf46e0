import { DAY_MS, HOUR_MS, KIB, MIB, MINUTE_MS, SECOND_MS } from './units'

/** Recognition, and live sessions; server/SPEC.md cites them. */
export const liveLimits = {
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
} as const
