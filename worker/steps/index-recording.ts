import { limits } from '#domain/limits/limits'
import type { Step } from '../pipeline/step'

const HALF_AN_HOUR_MS = 30 * 60_000

/**
 * Makes a transcript findable: by its words at once, then by its meaning. Where the embedding model or the vector store is
 * down, words are enough for now, and upkeep of search makes up for the rest.
 */
export const indexStep: Step = {
  id: 'index',
  inputs: ['transcript'],
  outputs: ['chunks'],
  followsEdits: true,
  attemptsMax: limits.jobAttemptsMax,
  timeLimitMs: HALF_AN_HOUR_MS,
  keys: () => [''],
  async run({ recordingId, userId, context, signal, commit, progress }) {
    const { weakness, passages, vectors } = await context.services.search.index({
      recordingId, userId, commit, signal, onProgress: progress,
    })
    return { ...(weakness && { degraded: weakness }), facts: { passages, vectors } }
  },
}
