/** A stretch of text that was found, as half-open offsets of UTF-16 units. */
export interface Found {
  start: number
  end: number
}

/** Letters that keep a stroke which Unicode does not take apart. */
const strokes: Record<string, string> = { đ: 'd', ø: 'o', ł: 'l', ı: 'i' }

/** Folds case and accents, so that "hop" finds "Họp"; one folded string per character of the text. */
function foldCharacters(text: string): string[] {
  return Array.from(text, (character) => {
    const bare = character.normalize('NFD').replace(/\p{M}+/gu, '').toLowerCase()
    return strokes[bare] ?? bare
  })
}

/** A needle for `findText`, folded once for many texts. Null where there is nothing to look for. */
export function foldNeedle(query: string): string | null {
  const folded = foldCharacters(query.trim()).join('')
  return folded === '' ? null : folded
}

/** Every place where a folded needle stands in a text, without overlaps. */
export function findText(text: string, needle: string): Found[] {
  const characters = Array.from(text)
  const folded = foldCharacters(text)
  const joined = folded.join('')
  if (!joined.includes(needle)) return []
  const starts = offsets(folded)
  const places = offsets(characters)
  const found: Found[] = []
  for (let at = joined.indexOf(needle); at !== -1; at = joined.indexOf(needle, at + needle.length)) {
    const first = lastAtMost(starts, at)
    const last = lastAtMost(starts, at + needle.length - 1)
    // Marks that follow a letter on their own belong to it.
    let end = last + 1
    while (end < folded.length && folded[end] === '') end += 1
    found.push({ start: places[first] ?? 0, end: places[end] ?? text.length })
  }
  return found
}

function offsets(parts: string[]): number[] {
  let at = 0
  return parts.map((part) => (at += part.length) - part.length)
}

/** Index of the last non-empty part that begins at or before an offset. */
function lastAtMost(starts: number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  // Empty parts share the offset of the part that follows them.
  return low
}
