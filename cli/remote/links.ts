/** The page of a recording, at a moment of it. */
export function recordingLink(origin: string, id: string, ms?: number): string {
  return `${origin}/recordings/${encodeURIComponent(id)}${ms === undefined ? '' : `#t=${ms / 1000}`}`
}
