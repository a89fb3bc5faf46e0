import { isAppError } from '#domain/errors/app-error'

/** SQLSTATE of a statement that took longer than the server lets it, or was cancelled by somebody. */
const cancelledState = '57014'
/** SQLSTATE classes and codes, and system errors, that say "not now" rather than "never". */
const passingStates = /^(08...|53...|57014|57P0[1-5]|40001|40P01|55P03|25006)$/
const passingSystemErrors = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN',
])
/** pg raises these without a code when a connection is lost or none is had in time. */
const passingMessages =
  /Connection terminated|Connection ended|timeout exceeded when trying to connect|Query read timeout|not queryable/i

/**
 * Whether an error comes from a database that is restarting, overloaded or out of reach, so that the same statement
 * may well succeed in a moment. Looks through wrappers (drizzle's has the driver's error as its cause).
 */
export function isDatabaseTrouble(error: unknown): boolean {
  for (const at of causesOf(error)) {
    if (isAppError(at)) return at.code === 'unavailable'
    const code = codeOf(at)
    if (passingStates.test(code) || passingSystemErrors.has(code)) return true
    if (code === '' && passingMessages.test(at.message)) return true
  }
  return false
}

/** Whether a statement took longer than the server lets it. It may succeed in a moment, but may also take as long each time. */
export function isStatementTooSlow(error: unknown): boolean {
  for (const at of causesOf(error)) if (codeOf(at) === cancelledState) return true
  return false
}

function* causesOf(error: unknown): Generator<Error> {
  for (let at = error; at instanceof Error; at = at.cause) yield at
}

const codeOf = (error: Error) => ('code' in error && typeof error.code === 'string' ? error.code : '')
