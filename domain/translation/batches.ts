import { limits } from '../limits/limits'

/** Cuts lines into runs that one request takes, in order: by number and by characters. A line that is longer alone goes alone. */
export function makeBatches<Line extends { text: string }>(lines: readonly Line[]): Line[][] {
  const batches: Line[][] = []
  let chars = 0
  for (const line of lines) {
    const last = batches.at(-1)
    const fits = last && last.length < limits.translationLinesMax && chars + line.text.length <= limits.translationCharsMax
    if (fits) last.push(line)
    else batches.push([line])
    chars = fits ? chars + line.text.length : line.text.length
  }
  return batches
}
