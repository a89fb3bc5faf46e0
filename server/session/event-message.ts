import type { FinalMessage, PartialMessage, ServerMessage } from '#domain/live/protocol'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { LiveEvent } from '../recognizer/live-recognizer'

/** What the client is told about an event of recognition; null where that is nothing. */
export function messageOf(event: LiveEvent): FinalMessage | PartialMessage | (ServerMessage & { type: 'lag' }) | null {
  switch (event.type) {
    case 'partial': {
      const { id, startMs, endMs, text } = event.segment
      return { type: 'partial', segmentId: id, startMs, endMs, text, stableChars: event.stableChars }
    }
    case 'final': {
      const { id, startMs, endMs, text, words } = event.segment
      return { type: 'final', segmentId: id, startMs, endMs, text, ...(words && { words }), committed: event.committed }
    }
    case 'heard':
      return { type: 'lag', lagMs: Math.round(event.lagMs), heardMs: Math.floor((event.sample * 1000) / PCM_SAMPLE_RATE) }
    default:
      return null
  }
}
