import { diffWords, type WordChange } from './diff-words'
import { joinWords } from './join-words'

interface TimedText {
  startMs: number
  endMs: number
  text: string
}

/** What two transcripts say at the same time, where it differs. Times are milliseconds of the recording. */
export interface ChangedPassage {
  startMs: number
  endMs: number
  changes: WordChange[]
}

export interface Comparison {
  /** Passages that differ, in order of time. */
  passages: ChangedPassage[]
  /** How many are the same. */
  same: number
}

/**
 * Compares two transcripts of one recording, passage by passage. A passage ends where neither has a segment going on,
 * so that a long recording is compared in small parts, and each difference is told where it is heard.
 */
export function compareTranscripts(before: readonly TimedText[], after: readonly TimedText[]): Comparison {
  const all = [
    ...before.map((segment) => ({ ...segment, isAfter: false })),
    ...after.map((segment) => ({ ...segment, isAfter: true })),
  ].sort((a, b) => a.startMs - b.startMs)
  const groups: (typeof all)[] = []
  let endMs = -Infinity
  for (const segment of all) {
    if (segment.startMs >= endMs) groups.push([])
    groups.at(-1)!.push(segment)
    endMs = Math.max(endMs, segment.endMs)
  }
  const passages = groups.map((group) => ({
    startMs: group[0]!.startMs,
    endMs: Math.max(...group.map((segment) => segment.endMs)),
    changes: diffWords(textOf(group.filter(({ isAfter }) => !isAfter)), textOf(group.filter(({ isAfter }) => isAfter))),
  }))
  const changed = passages.filter(({ changes }) => changes.some(({ kind }) => kind !== 'same'))
  return { passages: changed, same: passages.length - changed.length }
}

function textOf(segments: readonly TimedText[]): string {
  return joinWords(segments.map(({ text }) => text))
}
