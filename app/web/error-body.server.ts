import { AppError, isAppError } from '#domain/errors/app-error'
import { isDatabaseTrouble } from '#domain/jobs/database-trouble.server'
import type { ErrorBody } from './error-body'

/**
 * What a page may be told of an error: of an AppError what it says, and of a database that is out of reach that it is.
 * Null for whatever else: that is a defect, and its text is nobody's business.
 */
export function toErrorBody(error: unknown): (ErrorBody & { status: number }) | null {
  const told = isAppError(error) ? error : isDatabaseTrouble(error) ? databaseAway(error) : null
  if (!told) return null
  const { code, params, message, status } = told
  return { code, params, message, status, field: typeof params.field === 'string' ? params.field : null }
}

function databaseAway(cause: unknown): AppError {
  return new AppError('database_unavailable', 'The database cannot be reached. Nothing that is stored is lost.', { cause })
}
