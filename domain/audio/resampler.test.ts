import { describe, expect, it } from 'vitest'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { Resampler } from './resampler'

const tone = (hertz: number, rate: number, seconds: number) =>
  Int16Array.from({ length: rate * seconds }, (_, at) => Math.round(10_000 * Math.sin((2 * Math.PI * hertz * at) / rate)))

function resample(samples: Int16Array, from: number, to: number, piece: () => number = () => samples.length): Int16Array {
  const resampler = new Resampler(from, to)
  const parts: Int16Array[] = []
  for (let at = 0; at < samples.length;) {
    const length = Math.max(1, piece())
    parts.push(resampler.push(samples.subarray(at, at + length)))
    at += length
  }
  parts.push(resampler.flush())
  return Int16Array.from(parts.flatMap((part) => [...part]))
}

const loudness = (samples: Int16Array) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

describe('resampling', () => {
  it.each([8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 47_999, 48_000])('keeps a tone and its place, from %i Hz', (rate) => {
    const heard = resample(tone(440, rate, 0.5), rate, 16_000)
    const wanted = tone(440, 16_000, 0.5)
    expect(heard).toHaveLength(8000)
    // But for the edges, where the filter sees the silence around.
    const errors = heard.slice(400, -400).map((sample, at) => sample - wanted[at + 400]!)
    expect(loudness(errors)).toBeLessThan(20)
  })

  it('lets nothing through that the lower rate cannot carry', () => {
    const heard = resample(tone(10_000, 48_000, 0.5), 48_000, 16_000)
    expect(loudness(heard.slice(400, -400))).toBeLessThan(20)
  })

  it('is the same however the stream is cut into pieces', () => {
    const random = makeSeededRandom(4)
    const samples = Int16Array.from({ length: 5000 }, () => random.below(65_536) - 32_768)
    for (const rate of [8000, 24_000, 44_100]) {
      const whole = resample(samples, rate, 16_000)
      expect(resample(samples, rate, 16_000, () => random.below(300))).toEqual(whole)
      expect(whole).toHaveLength(Math.ceil((5000 * 16_000) / rate))
    }
  })
})
