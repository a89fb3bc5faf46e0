import { DAY_MS, HOUR_MS, KIB, SECOND_MS } from './units'

/** What other servers are told. */
export const webhookLimits = {
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
} as const
