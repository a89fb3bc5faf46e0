import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { hasRepetitionLoop } from './repetition'
import type { RawResult } from './thread-messages'
import { quietestOffset } from './window-cutter'

/** Shorter pieces give the model too little to go by. */
const PIECE_SAMPLES_MIN = 3 * PCM_SAMPLE_RATE

/**
 * Recognises a window; where the model runs into a loop, recognises the window's two halves instead, cut where it is
 * quietest near the middle: a loop nearly always comes from the length, and the words are there.
 */
export function recognizeWithoutLoops(
  recognize: (samples: Float32Array) => RawResult,
  samples: Float32Array,
): RawResult {
  const whole = recognize(samples)
  if (!hasRepetitionLoop(whole.text) || samples.length < 2 * PIECE_SAMPLES_MIN) return whole
  const third = Math.floor(samples.length / 3)
  const cut = third + quietestOffset(samples.subarray(third, 2 * third))
  const first = recognizeWithoutLoops(recognize, samples.slice(0, cut))
  const second = recognizeWithoutLoops(recognize, samples.slice(cut))
  return joinResults(first, second, cut)
}

/** What was said in two stretches of which the second begins so many samples after the first. */
export function joinResults(first: RawResult, second: RawResult, offset: number): RawResult {
  return {
    text: `${first.text} ${second.text}`.trim(),
    tokens: [...first.tokens, ...second.tokens],
    timestamps: [...first.timestamps, ...second.timestamps.map((seconds) => seconds + offset / PCM_SAMPLE_RATE)],
    probabilities: [...first.probabilities, ...second.probabilities],
    language: first.language ?? second.language,
  }
}
