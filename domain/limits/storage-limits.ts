import { DAY_MS, KIB, MIB, MINUTE_MS, SECOND_MS } from './units'

/** Storage, and the files of pages that lie in it. */
export const storageLimits = {
  // Storage on another server: S3
  /** One request, until its answer begins; what carries content is given more, by this rate. It is made three times at most. */
  storageAnswerMsMax: 10 * SECOND_MS,
  storageBytesPerSecondMin: 160 * KIB,
  /** Making one object of all its parts, which some stores copy for it. */
  storageJoinMsMax: MINUTE_MS,
  /** The longest pause in the middle of an answer. */
  storagePauseMsMax: 30 * SECOND_MS,
  /** Objects that are read at once; each holds a connection as long as its reader likes, such as a player that is paused. */
  storageReadsAtOnceMax: 2000,
  /** All other requests at once, on connections of their own; one that waits for a connection waits for its answer already. */
  storageRequestsAtOnceMax: 200,
  // Files of pages, kept in storage for copies of other versions
  /** How long those of a version that no copy runs any more are kept: pages are left open for days. */
  assetKeepMs: 30 * DAY_MS,
  /** How often a copy sees to it that its own are there. */
  assetTendMs: 15 * MINUTE_MS,
  /** A look at which there are serves all who ask for so long. */
  assetLookMs: 2 * SECOND_MS,
  assetBytesMax: 16 * MIB,
  assetsAtOnceMax: 8,
  /** A copy that starts listens after so long at the latest, also where storage has not taken all of them. */
  assetWaitMs: 20 * SECOND_MS,
} as const
