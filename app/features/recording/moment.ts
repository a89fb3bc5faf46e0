/** The media fragment that points at a moment, such as `#t=12.3`. */
export function momentHash(ms: number): string {
  return `#t=${Math.max(0, ms) / 1000}`
}

/** Milliseconds that a media fragment points at; null where it is none. */
export function parseMomentHash(hash: string): number | null {
  const match = /^#t=(\d+(?:\.\d+)?)$/.exec(hash)
  return match ? Math.round(Number(match[1]) * 1000) : null
}
