const INTEGRITY_CLASS = '23'

/**
 * Name of the constraint or unique index that a failed query broke, such as `users_email_key`; null for any other error.
 * Looks through the wrapper that drizzle puts around the driver's error.
 */
export function violatedConstraint(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!('code' in cause) || !('constraint' in cause)) continue
    if (typeof cause.code !== 'string' || !cause.code.startsWith(INTEGRITY_CLASS)) continue
    return typeof cause.constraint === 'string' ? cause.constraint : null
  }
  return null
}
