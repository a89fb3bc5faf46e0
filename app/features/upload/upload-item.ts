import type { ErrorParams } from '#domain/errors/app-error'

/** Why a file did not go through: a code of domain/errors with what its sentence names. */
export interface UploadProblem {
  code: string
  params: ErrorParams
}

/** What the server says of one file, in the end. */
export type UploadAnswer =
  | { ok: true; recordingId: string; title: string; duplicateOf: { id: string; title: string } | null }
  | { ok: false; error: UploadProblem }

/** What ended an attempt: the connection broke, nothing moved for too long, or the server was not well (5xx). */
export type BreakReason = 'connection' | 'stalled' | 'server'

/** Where one file stands between the list and the library. */
export type UploadState =
  | { kind: 'waiting' }
  /** `fromBytes`: what had arrived before this attempt, once that is known. */
  | { kind: 'sending'; sentBytes: number; fromBytes: number | null; startedAtMs: number }
  /** Every byte has left; the server looks at the file. */
  | { kind: 'checking' }
  /** The attempt ended without a word on the file; it goes on by itself. */
  | { kind: 'pausing'; dueAtMs: number; reason: BreakReason }
  | { kind: 'accepted'; recordingId: string; title: string; duplicateOf: { id: string; title: string } | null }
  /** The server, or a look at the file, says no: sending it again would change nothing. */
  | { kind: 'refused'; error: UploadProblem }
  /** Every attempt ended so; only the user can say whether to go on. */
  | { kind: 'stuck' }
  | { kind: 'cancelled' }

export interface UploadItem<Source = unknown> {
  id: string
  name: string
  bytes: number
  /** The file itself; the rules below never touch it. */
  source: Source
  /** How often it has been begun since it last moved. */
  attempts: number
  state: UploadState
}

/** Files sent at the same time: a second one fills the pauses while the server looks at the first. */
export const UPLOADS_AT_ONCE = 2
export const UPLOAD_ATTEMPTS_MAX = 6

const RETRY_FIRST_MS = 1_000
const RETRY_MAX_MS = 30_000

/**
 * Pause before the next attempt: doubles each time, and differs by up to a half so that clients do not come back at
 * once.
 */
export function retryDelayMs(attempts: number, random: number): number {
  const full = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** (attempts - 1))
  return Math.round(full * (0.5 + random / 2))
}

/**
 * Whether it can still be kept from the library: once every byte has arrived, the server queues it whatever happens
 * here.
 */
export function canCancel({ state }: UploadItem): boolean {
  return ['waiting', 'sending', 'pausing'].includes(state.kind)
}

/** Whether the user would lose something by leaving the page. */
export function isOpen(item: UploadItem): boolean {
  return ['waiting', 'sending', 'checking', 'pausing'].includes(item.state.kind)
}
