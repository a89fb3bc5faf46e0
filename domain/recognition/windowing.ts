import { PCM_SAMPLE_RATE } from '#domain/audio/media'

const seconds = (value: number) => Math.round(value * PCM_SAMPLE_RATE)

const pauseSamplesMax = seconds(1.5)
const pauseSamplesMin = seconds(0.15)
const impatientAfterSamples = seconds(12)

/**
 * How speech is cut into windows. The figures are those with the fewest wrong words of Moonshine tiny on read speech
 * with pauses, with noise, and without any pause; docs/decisions/0004-recognition.md has the comparison.
 */
export const windowing = {
  /** A frame counts as speech when the detector is at least this sure; at 0.5 it misses soft, lone words. */
  speechThreshold: 0.35,
  /** Speech has ended when the detector has heard none for this long. */
  silenceSecondsMin: 0.1,
  /** What is shorter is no speech. */
  speechSecondsMin: 0.1,
  /** Silence kept on either side of speech, so that soft first and last sounds are not lost. */
  padSamples: seconds(0.2),
  /** What is kept of the past while nobody speaks: a detector notices speech late. */
  keepSamples: seconds(1),
  /** How long after its beginning the detector reports speech. */
  onsetSamples: seconds(0.15),
  /** Speech without a usable pause is cut when it has lasted for this long. */
  speechSamplesMax: seconds(15),
  /** Length of the quiet stretch that is looked for in speech without a pause. */
  valleySamples: seconds(0.1),
  /** Samples of silence that close a window whose speech spans so many samples: the longer it is, the fewer. */
  pauseNeeded(span: number): number {
    const patience = Math.max(0, 1 - span / impatientAfterSamples)
    return pauseSamplesMin + (pauseSamplesMax - pauseSamplesMin) * patience
  },
}
