/** What a wrong command line is answered with. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
