import { limits } from '../limits/limits'
import { termsOf } from '../summaries/terms'
import type { Citation, FoundPassage } from './answer'
import { citeLines, numberLines, type ShownLine } from './cite'

/** The best passages as the answer: of each the lines that have most to do with the question, and their neighbours. */
export function extractAnswer(question: string, passages: readonly FoundPassage[]): Citation[] {
  const asked = new Set(termsOf(question))
  const lines = numberLines(passages)
  const citations: Citation[] = []
  for (const passage of passages.slice(0, limits.askExtractsMax)) {
    const own = lines.filter(({ segment }) => passage.segments.includes(segment))
    if (own.length > 0) citations.push(...citeLines(bestStretch(own, asked), citations.length + 1))
  }
  return citations
}

/** Lines in a row, as many as a quote holds, grown around the one that shares most words with the question. */
function bestStretch(lines: readonly ShownLine[], asked: ReadonlySet<string>): ShownLine[] {
  const shared = lines.map(({ segment }) => new Set(termsOf(segment.text).filter((term) => asked.has(term))).size)
  let from = shared.indexOf(Math.max(...shared))
  let to = from + 1
  let chars = lines[from]!.segment.text.length
  const fits = (index: number) => {
    const more = lines[index]?.segment.text.length
    return more !== undefined && chars + more <= limits.citationQuoteCharsMax
  }
  for (;;) {
    if (fits(to)) chars += lines[to++]!.segment.text.length
    else if (fits(from - 1)) chars += lines[--from]!.segment.text.length
    else return lines.slice(from, to)
  }
}
