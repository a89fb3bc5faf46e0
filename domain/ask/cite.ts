import { clipText } from '../summaries/clip'
import { joinWords } from '../transcripts/join-words'
import { limits } from '../limits/limits'
import type { Citation, FoundPassage, FoundSegment } from './answer'

/** A segment by the number under which the model saw it. */
export interface ShownLine {
  number: number
  recordingId: string
  segment: FoundSegment
}

/** Numbers the segments of all passages; one that stands in several is numbered once. */
export function numberLines(passages: readonly FoundPassage[]): ShownLine[] {
  const seen = new Set<number>()
  const lines: ShownLine[] = []
  for (const { recordingId, segments } of passages) {
    for (const segment of segments) {
      if (seen.has(segment.id)) continue
      seen.add(segment.id)
      lines.push({ number: lines.length + 1, recordingId, segment })
    }
  }
  return lines
}

/**
 * Lines as citations: those that follow one another in a recording are one. Numbers are of no help there: passages have
 * them in the order in which they fit the question, not in that of time. Those of the citations start at `first`.
 */
export function citeLines(lines: readonly ShownLine[], first: number): Citation[] {
  const runs: ShownLine[][] = []
  const recordings = [...new Set([...lines].sort((a, b) => a.number - b.number).map(({ recordingId }) => recordingId))]
  const inOrder = recordings.flatMap((id) =>
    lines.filter(({ recordingId }) => recordingId === id).sort((a, b) => a.segment.idx - b.segment.idx))
  for (const line of inOrder) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (before?.recordingId === line.recordingId && before.segment.idx + 1 === line.segment.idx) run!.push(line)
    else runs.push([line])
  }
  return runs.map((run, index) => ({
    number: first + index,
    recordingId: run[0]!.recordingId,
    segmentIds: run.map(({ segment }) => segment.id),
    startMs: run[0]!.segment.startMs,
    endMs: run.at(-1)!.segment.endMs,
    quote: clipText(joinWords(run.map(({ segment }) => segment.text)), limits.citationQuoteCharsMax),
  }))
}

/** Tells citations of the same segments. */
export const citedKey = ({ segmentIds }: Pick<Citation, 'segmentIds'>) => segmentIds.join(',')
