/** A stretch of a claim, or the number of a citation in it. */
export type ClaimPart = { text: string } | { number: number }

/** A line of an answer, taken apart: `Nine. [1][2]` is a text and two citations. */
export function claimParts(line: string): ClaimPart[] {
  return line.split(/(\[\d+\])/).filter((part) => part.trim() !== '').map((part) => {
    const number = /^\[(\d+)\]$/.exec(part)?.[1]
    return number === undefined ? { text: part } : { number: Number(number) }
  })
}
