import { isAppError } from '#domain/errors/app-error'

/** SQLSTATE classes and codes, and system errors, that say "not now" rather than "never"; 57014 is a statement that took too long. */
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
  for (let at = error; at instanceof Error; at = at.cause) {
    if (isAppError(at)) return at.code === 'unavailable'
    const code = 'code' in at && typeof at.code === 'string' ? at.code : ''
    if (passingStates.test(code) || passingSystemErrors.has(code)) return true
    if (code === '' && passingMessages.test(at.message)) return true
  }
  return false
}
