/** How often a phrase must follow itself to be a loop rather than emphasis. */
const LOOP_REPEATS_MIN = 4
const PHRASE_WORDS_MAX = 12
/** Single words are said four times in earnest ("no, no, no, no"); not six times. */
const WORD_REPEATS_MIN = 6
/** A single character of a script without spaces, repeated. */
const RUN = /(\p{L}{1,6}?)\1{7,}/gu

interface Loop {
  start: number
  /** Words in the phrase that repeats. */
  length: number
  repeats: number
}

const plain = (word: string) => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

function findLoop(words: readonly string[], from: number): Loop | null {
  for (let start = from; start < words.length; start++) {
    for (let length = 1; length <= PHRASE_WORDS_MAX && start + length < words.length; length++) {
      let end = start + length
      while (end < words.length && words[end] === words[end - length]) end++
      const repeats = Math.floor((end - start) / length)
      if (repeats >= (length === 1 ? WORD_REPEATS_MIN : LOOP_REPEATS_MIN)) return { start, length, repeats }
    }
  }
  return null
}

/** Whether the text has run into a loop: a phrase of at most twelve words that follows itself again and again. */
export function hasRepetitionLoop(text: string): boolean {
  return findLoop(text.split(/\s+/).map(plain), 0) !== null || text.search(RUN) >= 0
}

/** Positions of the words to keep: of each loop only the first round. */
export function withoutLoops(words: readonly string[]): number[] {
  const plainWords = words.map(plain)
  const kept: number[] = []
  let position = 0
  for (let loop = findLoop(plainWords, 0); loop; loop = findLoop(plainWords, position)) {
    while (position < loop.start + loop.length) kept.push(position++)
    position = loop.start + loop.length * loop.repeats
  }
  while (position < words.length) kept.push(position++)
  return kept
}

/** The text with each loop said once. */
export function removeLoops(text: string): string {
  const words = text.split(/\s+/).filter(Boolean)
  return withoutLoops(words)
    .map((position) => words[position])
    .join(' ')
    .replace(RUN, '$1')
}
