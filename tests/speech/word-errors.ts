/** Lower case, no punctuation, so that texts compare as words. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .split(/\s+/)
    .filter(Boolean)
}

/** How many words must be changed, added or left out to make the one text the other. */
export function countWordErrors(reference: string, heard: string): { errors: number; words: number } {
  const [wanted, got] = [wordsOf(reference), wordsOf(heard)]
  let row = Array.from({ length: got.length + 1 }, (_, column) => column)
  wanted.forEach((word, index) => {
    const next = [index + 1]
    got.forEach((other, column) => {
      next.push(Math.min(row[column + 1]! + 1, next[column]! + 1, row[column]! + (word === other ? 0 : 1)))
    })
    row = next
  })
  return { errors: row.at(-1)!, words: wanted.length }
}
