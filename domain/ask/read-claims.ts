/** Brackets as models write them, in Chinese too. */
const MARKS = /(?:\s*[[［【]\s*\d+(?:\s*[-–—,，、]\s*\d+)*\s*[\]］】])+/g
const TRAILING = /^[.。!！?？,，;；:：)）”」』]*/u
const LINES_MAX = 12

/** A claim as the model wrote it, and the numbers of the lines that it names. */
export interface RawClaim {
  text: string
  lines: number[]
}

/**
 * Claims in a line of an answer: each stretch of text up to the marks that follow it. Text after the last marks cites
 * nothing, and is left out.
 */
export function readClaims(line: string): RawClaim[] {
  const claims: RawClaim[] = []
  let from = 0
  for (const match of line.matchAll(MARKS)) {
    const after = match.index + match[0].length
    const stop = TRAILING.exec(line.slice(after))![0]
    const text = tidy(line.slice(from, match.index) + stop)
    from = after + stop.length
    const lines = readNumbers(match[0])
    if (text !== '') claims.push({ text, lines })
    else claims.at(-1)?.lines.push(...lines)
  }
  return claims
}

/** Lists and emphasis are the page's business. */
function tidy(text: string): string {
  return text.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, '').replace(/\*\*|__/g, '').replace(/\s+/g, ' ').trim()
}

/** `[3][5-7, 9]` names 3, 5, 6, 7 and 9. */
function readNumbers(marks: string): number[] {
  const numbers = new Set<number>()
  for (const [, from, to] of marks.matchAll(/(\d+)(?:\s*[-–—]\s*(\d+))?/g)) {
    const first = Number(from)
    const last = Math.min(Number(to ?? from), first + LINES_MAX)
    for (let number = first; number <= last; number++) numbers.add(number)
  }
  return [...numbers]
}
