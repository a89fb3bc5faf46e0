import type { ZodType } from 'zod'
import { AppError } from './app-error'

/**
 * What a schema makes of untrusted input. Throws AppError `bad_request` with the schema's first complaint as its message and
 * the field's name in `params.field`.
 */
export function parseInput<T>(schema: ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const field = issue?.path.map(String).join('.') ?? ''
  throw new AppError('bad_request', issue?.message ?? 'This is not valid.', { params: field ? { field } : {} })
}
