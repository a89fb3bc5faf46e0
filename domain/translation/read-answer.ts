import { z } from 'zod'

/** What a model is to answer: every line under the number that it came with. */
export const answerSchema = z.object({ lines: z.array(z.object({ n: z.number().int(), text: z.string() })) })

/** A translation longer than this many times its line, and then some, is no translation of it alone. */
const LENGTH_RATIO_MAX = 6
const LENGTH_SLACK_CHARS = 200

/**
 * The translations by the index of their line. Left out is what cannot be trusted: numbers that were not asked for, that came twice,
 * whose text is empty or far too long; and the neighbour before a line that is missing, since it may hold both.
 */
export function readAnswer(answer: unknown, lines: readonly string[]): Map<number, string> {
  const parsed = answerSchema.safeParse(answer)
  const found = new Map<number, string>()
  const twice = new Set<number>()
  for (const { n, text } of parsed.success ? parsed.data.lines : []) {
    const index = n - 1
    const line = lines[index]
    if (found.has(index)) twice.add(index)
    if (line === undefined || !isLikely(text, line)) continue
    found.set(index, text.trim())
  }
  const missing = lines.map((_, index) => index).filter((index) => !found.has(index))
  for (const index of twice) found.delete(index)
  if (lines.length > 1) for (const index of missing) found.delete(index - 1)
  return found
}

function isLikely(text: string, line: string): boolean {
  const length = text.trim().length
  return length > 0 && length <= line.length * LENGTH_RATIO_MAX + LENGTH_SLACK_CHARS
}
