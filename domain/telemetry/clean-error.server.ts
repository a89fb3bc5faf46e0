/**
 * What may be told of an error. Drizzle writes a failed query's parameters, such as transcripts and hashes, into its message; only
 * the SQL is kept. Messages of PostgreSQL's errors stay, the values that they quote in `detail` do not.
 */
export function cleanError(error: Error & { query?: unknown; params?: unknown }): { message: string; stack?: string } {
  const { message, stack, query, params } = error
  if (typeof query !== 'string' || params === undefined) return { message, stack }
  const kept = `Failed query: ${query}`
  // A stack that does not repeat the message word for word cannot be cleared of what it quotes.
  return { message: kept, stack: stack?.includes(message) ? stack.replaceAll(message, () => kept) : undefined }
}
