import type { Request } from 'express'
import type { Problem } from './problem'

/** A refusal as it goes out. */
export interface Refusal {
  status: number
  headers?: Record<string, string>
  /** Media type. */
  type: string
  body: object
}

/** How an API talks: what its clients show, and how it tells them of events and refusals. What it does is in its endpoints. */
export interface Dialect {
  /** The credential that a request shows; null where it shows none. */
  readCredential(request: Request): string | null
  /** `hasRecording`: a recording has been made of the request, so that sending it again would make another. */
  refuse(problem: Problem, facts: { hasRecording: boolean }): Refusal
  /** One event of a stream; without a name, a sign of life. */
  writeEvent(event: string, data: unknown): string
  /** Whether a POST with an Idempotency-Key is carried out once. */
  knowsIdempotency: boolean
}

/** A sign of life: a comment. */
export const BEAT = ':\n\n'

/** Says of which recording an answer tells, or would have told. */
export const RECORDING_HEADER = 'Steno-Recording-Id'
