import { tokenize, type Token } from './tokens'

/** A stretch of text to mark, as half-open offsets of UTF-16 units. */
export interface Marked {
  start: number
  end: number
}

/** What made a passage match: words without case and marks, pairs of characters, and phrases of such. */
export interface Wanted {
  words: ReadonlySet<string>
  phrases: readonly (readonly string[])[]
}

/** Where the wanted words stand in a text, in order and without overlaps; what touches is one stretch. */
export function markWords(text: string, { words, phrases }: Wanted): Marked[] {
  const tokens = tokenize(text)
  const isMarked = tokens.map((token) => words.has(token.folded) || words.has(token.plain))
  for (const [index, token] of tokens.entries()) {
    // One character alone was looked for: it begins the pairs of other texts.
    const first = [...token.folded][0] ?? ''
    if (token.run !== null && first !== token.folded && words.has(first)) isMarked[index] = true
  }
  for (const phrase of phrases) {
    for (let at = 0; at + phrase.length <= tokens.length; at++) {
      if (phrase.length > 0 && phrase.every((word, index) => isSame(tokens[at + index]!, word))) {
        isMarked.fill(true, at, at + phrase.length)
      }
    }
  }
  const marks: Marked[] = []
  for (const [index, token] of tokens.entries()) {
    if (!isMarked[index]) continue
    const end = token.start + endOf(token, words)
    const last = marks.at(-1)
    if (last && token.start <= last.end) last.end = Math.max(last.end, end)
    else marks.push({ start: token.start, end })
  }
  return marks
}

const isSame = (token: Token, word: string) =>
  token.folded === word || (token.run !== null && [...word].length === 1 && token.folded.startsWith(word))

/** A pair of which only the first character was looked for is marked as far as that. */
function endOf(token: Token, words: ReadonlySet<string>): number {
  const first = [...token.folded][0] ?? ''
  const isHalf = token.run !== null && !words.has(token.folded) && words.has(first)
  return isHalf ? first.length : token.end - token.start
}
