import { StenoProblem, StenoUnreachable } from '../../client/steno-problem'
import { describeError } from '../command'
import { exitCodes } from '../exit-codes'
import { UsageError } from '../usage-error'

/** Why a command did not do what it was asked, and what helps. */
export interface Failure {
  /** Of Steno's API where it refused; else of the command line's own. */
  code: string
  message: string
  hint: string | null
  exitCode: number
}

/** Nobody is logged in here. */
export class NotLoggedIn extends Error {
  override readonly name = 'NotLoggedIn'
}

/** A refusal by the command line itself. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'

  constructor(readonly code: string, message: string, readonly hint: string | null = null) {
    super(message)
  }
}

export function describeFailure(error: unknown): Failure {
  if (error instanceof NotLoggedIn) {
    const hint = 'Log in with: steno login https://your.server (or set STENO_URL and STENO_KEY).'
    return { code: 'not_logged_in', message: 'You are not logged in.', hint, exitCode: exitCodes.unauthenticated }
  }
  if (error instanceof StenoUnreachable) {
    const hint = 'Is Steno running there, and is the address right? steno login sets another one.'
    return { code: 'unreachable', message: error.message, hint, exitCode: exitCodes.unreachable }
  }
  if (error instanceof StenoProblem) return ofProblem(error)
  if (error instanceof CliFailure) {
    return { code: error.code, message: error.message, hint: error.hint, exitCode: exitCodes.failed }
  }
  if (error instanceof UsageError) return usageFailure(error.message)
  const code = fileCodes[(error as NodeJS.ErrnoException)?.code ?? ''] ?? 'failed'
  return { code, message: describeError(error), hint: null, exitCode: exitCodes.failed }
}

/** A wrong command line. */
export function usageFailure(message: string): Failure {
  return { code: 'usage', message, hint: 'Try --help.', exitCode: exitCodes.usage }
}

/** Codes for what file systems refuse. */
const fileCodes: Readonly<Record<string, string>> = {
  ENOENT: 'file_not_found', EISDIR: 'not_a_file', EACCES: 'file_refused', EPERM: 'file_refused', ENOSPC: 'disk_full',
}

function ofProblem({ code, message }: StenoProblem): Failure {
  if (code === 'unauthenticated') {
    const hint = 'Log in again with: steno login'
    return { code, message: 'The key is not valid, or no longer.', hint, exitCode: exitCodes.unauthenticated }
  }
  if (code === 'wrong_credentials') return { code, message, hint: null, exitCode: exitCodes.unauthenticated }
  if (code === 'insufficient_scope') {
    const hint = 'Make another key under Settings, API keys, and log in with it.'
    return { code, message, hint, exitCode: exitCodes.unauthenticated }
  }
  if (code === 'not_steno') {
    return { code, message, hint: 'Is the address that of a Steno server?', exitCode: exitCodes.unreachable }
  }
  return { code, message, hint: null, exitCode: exitCodes.failed }
}

/** Whether the same may succeed later: the line is down, or Steno is starting or busy. */
export function isPassing(error: unknown): boolean {
  if (error instanceof StenoUnreachable) return true
  return error instanceof StenoProblem && ([502, 503, 504].includes(error.status) || error.problem?.retryable === true)
}
