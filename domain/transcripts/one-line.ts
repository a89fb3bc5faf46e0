/** A name or a word as it may stand within a line: whatever breaks lines would end a cue, or begin one. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
