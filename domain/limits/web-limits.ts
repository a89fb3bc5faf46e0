import { DAY_MS, KB, MINUTE_MS, SECOND_MS } from './units'

/** Pages, what is measured of them, and the administrator’s. */
export const webLimits = {
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
  // Requests, and what stays open
  requestFormBytesMax: 64 * KB,
  sseConnectionsPerUserMax: 10,
  sseHeartbeatMs: 15 * SECOND_MS,
  libraryPageRows: 50,
  openRecordingsRowsMax: 1_000,
  searchCharsMax: 200,
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
} as const
