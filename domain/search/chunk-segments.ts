import { limits } from '../limits/limits'
import { estimateTokens } from '../providers/estimate-tokens'
import { joinWords } from '../transcripts/join-words'

export interface SegmentToChunk {
  idx: number
  startMs: number
  endMs: number
  text: string
  speaker?: string | null
}

/** A passage: a few neighbouring segments, made to be found and quoted. */
export interface Chunk {
  chunkIndex: number
  /** `idx` of its first and its last segment. */
  segmentFrom: number
  segmentTo: number
  startMs: number
  endMs: number
  text: string
  tokenCount: number
}

/** From this many tokens on, a silence of PAUSE_MS or another speaker ends a passage. */
const TOKENS_AT_PAUSE = 50
/** From this many on, the end of a sentence does. */
const TOKENS_AT_SENTENCE = 110
const PAUSE_MS = 1500
const sentenceEnd = /[.!?…。！？]["'”’」』)]*$/u

/**
 * Cuts a transcript into passages without overlap, in order: at pauses and changes of speaker once there is enough to
 * mean something, at ends of sentences later, and never above limits.chunkTokensMax unless one segment alone is longer.
 */
export function chunkSegments(segments: readonly SegmentToChunk[]): Chunk[] {
  const groups: SegmentToChunk[][] = []
  let open: SegmentToChunk[] = []
  let tokens = 0
  for (const segment of segments) {
    const more = estimateTokens(segment.text)
    if (open.length > 0 && endsBefore(segment, open.at(-1)!, tokens, more)) {
      groups.push(open)
      open = []
      tokens = 0
    }
    open.push(segment)
    tokens += more
  }
  if (open.length > 0) groups.push(open)
  return groups.map(toChunk).filter(({ text }) => text !== '').map((chunk, chunkIndex) => ({ ...chunk, chunkIndex }))
}

function endsBefore(next: SegmentToChunk, last: SegmentToChunk, tokens: number, more: number): boolean {
  if (tokens + more > limits.chunkTokensMax) return true
  const isPause = next.startMs - last.endMs >= PAUSE_MS || (next.speaker ?? null) !== (last.speaker ?? null)
  if (isPause && tokens >= TOKENS_AT_PAUSE) return true
  return tokens >= TOKENS_AT_SENTENCE && sentenceEnd.test(last.text.trim())
}

function toChunk(group: SegmentToChunk[]): Omit<Chunk, 'chunkIndex'> {
  const first = group[0]!
  const last = group.at(-1)!
  const text = joinWords(group.map((segment) => segment.text.trim()))
  return {
    segmentFrom: first.idx, segmentTo: last.idx, startMs: first.startMs,
    endMs: Math.max(...group.map(({ endMs }) => endMs)), text, tokenCount: estimateTokens(text),
  }
}
