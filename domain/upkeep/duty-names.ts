import { DAY_MS, HOUR_MS, MINUTE_MS } from '../limits/units'

/** What is done by the clock to keep the house in order; the pages have a name for each, and `upkeep_runs` its last run. */
export const dutyNames = [
  'cycles', 'retention', 'audioRetention', 'sessions', 'loginAttempts', 'refreshTokens', 'idempotencyKeys', 'deadLetters',
  'deliveries', 'taskCounts', 'reconcile', 'search', 'vectors',
] as const

export type DutyName = (typeof dutyNames)[number]

const oftenMs: Partial<Record<DutyName, number>> = { search: MINUTE_MS, reconcile: HOUR_MS, vectors: HOUR_MS }

/** How often a duty is to be done, in milliseconds; once a day unless it says otherwise. */
export const dutyPeriodMs = (name: DutyName): number => oftenMs[name] ?? DAY_MS
