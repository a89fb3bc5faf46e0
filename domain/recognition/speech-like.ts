import { PCM_SAMPLE_RATE } from '#domain/audio/media'

const SYLLABLES_PER_SECOND = 4
const PITCH_HZ = 120
const HARMONICS = 24
/** First and second formants of a few vowels, in Hz. */
const VOWELS = [
  [730, 1090],
  [270, 2290],
  [300, 870],
  [530, 1840],
] as const

/**
 * Something with the pitch, vowels and rhythm of speech, the same every time: to measure recognizers with where no
 * recording is at hand.
 */
export function makeSpeechLike(seconds: number): Float32Array {
  const samples = new Float32Array(Math.round(seconds * PCM_SAMPLE_RATE))
  for (let i = 0; i < samples.length; i++) {
    const time = i / PCM_SAMPLE_RATE
    const syllable = Math.floor(time * SYLLABLES_PER_SECOND)
    const phase = (time * SYLLABLES_PER_SECOND) % 1
    const [first, second] = VOWELS[(syllable * 7) % VOWELS.length]!
    const pitch = PITCH_HZ * (1 + 0.1 * Math.sin(2 * Math.PI * 0.7 * time))
    let value = 0
    for (let harmonic = 1; harmonic <= HARMONICS; harmonic++) {
      const frequency = harmonic * pitch
      const gain = resonance(frequency, first) + 0.6 * resonance(frequency, second)
      value += gain * Math.sin(2 * Math.PI * frequency * time)
    }
    samples[i] = 0.1 * value * Math.sin(Math.PI * phase) ** 2
  }
  return samples
}

function resonance(frequency: number, formant: number): number {
  return 1 / (1 + ((frequency - formant) / 90) ** 2)
}
