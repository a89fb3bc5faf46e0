import type { FinalMessage, PartialMessage } from '../protocol'

/** A passage as it stands now. */
export interface LiveSegment {
  id: number
  startMs: number
  endMs: number
  text: string
  /** Length of the beginning that does not change any more, in UTF-16 code units; all of it once it is final. */
  stableChars: number
  /** `partial` while it is being spoken, `final` after a pause, `committed` for good. */
  state: 'partial' | 'final' | 'committed'
}

/** Passages in order; one that comes again replaces what it was, as when it reopens (server/SPEC.md 4.3). */
export type LiveTranscript = readonly LiveSegment[]

/** The transcript with what a message says. What was committed never changes again. */
export function heed(transcript: LiveTranscript, message: PartialMessage | FinalMessage): LiveTranscript {
  const { segmentId: id, startMs, endMs, text } = message
  const segment: LiveSegment = message.type === 'partial'
    ? { id, startMs, endMs, text, stableChars: message.stableChars, state: 'partial' }
    : { id, startMs, endMs, text, stableChars: text.length, state: message.committed ? 'committed' : 'final' }
  return place(transcript, segment)
}

/** The transcript with passages that are stored. */
export function withStored(
  transcript: LiveTranscript,
  stored: readonly { segmentId: number; startMs: number; endMs: number; text: string }[],
): LiveTranscript {
  return stored.reduce<LiveTranscript>(
    (all, segment) => heed(all, { type: 'final', ...segment, committed: true }),
    transcript,
  )
}

/** The passages that are so for good. */
export function committedOf(transcript: LiveTranscript): LiveTranscript {
  return transcript.filter(({ state }) => state === 'committed')
}

/** Whether at least so many passages are there, none is missing between them, and all are so for good (server/SPEC.md 4.7). */
export function isComplete(transcript: LiveTranscript, least: number): boolean {
  return transcript.length >= least && transcript.every(({ id, state }, at) => id === at && state === 'committed')
}

/** All that is written so far, a passage a line. */
export function transcriptText(transcript: LiveTranscript): string {
  return transcript.map(({ text }) => text.trim()).filter(Boolean).join('\n')
}

function place(transcript: LiveTranscript, segment: LiveSegment): LiveTranscript {
  const at = transcript.findLastIndex(({ id }) => id <= segment.id)
  const isThere = transcript[at]?.id === segment.id
  if (isThere && transcript[at]!.state === 'committed') return transcript
  return [...transcript.slice(0, isThere ? at : at + 1), segment, ...transcript.slice(at + 1)]
}
