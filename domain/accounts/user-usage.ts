/** Totals over all recordings, and what the current cycle has used. Null limits and percentages mean unlimited. */
export interface UserUsage {
  planCode: string
  planName: string
  recordingsTotal: number
  recordingsDone: number
  recordingsFailed: number
  audioMsDone: number
  storedBytes: number
  cycleStart: Date
  cycleEnd: Date
  usageCount: number
  usageLimit: number | null
  usagePercent: number | null
  usedMs: number
  minutesLimit: number | null
  minutesPercent: number | null
}
