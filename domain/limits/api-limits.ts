import { DAY_MS, MIB, MINUTE_MS, SECOND_MS } from './units'

/** The API, and requests that wait for a transcript. */
export const apiLimits = {
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
} as const
