import type { ErrorCode } from '#domain/errors/error-codes'
import type { ClusterOptions } from '../cluster.server'

/** What the guard is told, once, as its first message: passwords do not belong on a command line. */
export interface GuardStart {
  cluster: Omit<ClusterOptions, 'log'>
  /** A cluster of tests: stopped at once and removed when the guard ends. */
  throwAway: boolean
}

export type ToGuard = { type: 'start'; start: GuardStart } | { type: 'stop' }

export type FromGuard =
  | { type: 'ready'; url: string; pid: number; dir: string }
  | { type: 'failed'; code: ErrorCode; message: string }
  | { type: 'log'; line: string }
  | { type: 'ended'; reason: string }
