/** What is done by the clock to keep the house in order; the pages have a name for each, and `upkeep_runs` its last run. */
export const dutyNames = [
  'cycles', 'retention', 'audioRetention', 'sessions', 'loginAttempts', 'refreshTokens', 'idempotencyKeys', 'deadLetters',
  'deliveries', 'taskCounts', 'reconcile', 'search', 'vectors',
] as const

export type DutyName = (typeof dutyNames)[number]

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const oftenMs: Partial<Record<DutyName, number>> = { search: MINUTE_MS, reconcile: HOUR_MS, vectors: HOUR_MS }

/** How often a duty is to be done, in milliseconds; once a day unless it says otherwise. */
export const dutyPeriodMs = (name: DutyName): number => oftenMs[name] ?? 24 * HOUR_MS
