/** What is done by the clock to keep the house in order; the pages have a name for each, and `upkeep_runs` its last run. */
export const dutyNames = [
  'cycles', 'retention', 'audioRetention', 'sessions', 'loginAttempts', 'refreshTokens', 'idempotencyKeys', 'deadLetters',
  'deliveries', 'taskCounts', 'reconcile', 'search', 'vectors',
] as const

export type DutyName = (typeof dutyNames)[number]
