/**
 * Begins a trace: the W3C `traceparent` of a request that the page sends, so that what the server and its jobs do for it can be
 * followed from here. The page itself records nothing.
 */
export function makeTraceparent(): string {
  const hex = (bytes: number) =>
    Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `00-${hex(16)}-${hex(8)}-01`
}
