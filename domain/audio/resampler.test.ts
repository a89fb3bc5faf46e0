import { describe, expect, it } from 'vitest'
import { Resampler } from './resampler'

const tone = (hz: number, rate: number, samples: number) =>
  Float32Array.from({ length: samples }, (_, n) => Math.sin((2 * Math.PI * hz * n) / rate))

/** Through the resampler in blocks of odd sizes, as audio comes. */
function resample(input: Float32Array, inRate: number, blocks = [128, 1, 441, 4096]): Float32Array {
  const resampler = new Resampler(inRate, 16_000)
  const parts: Float32Array[] = []
  for (let from = 0, i = 0; from < input.length; i++) {
    const block = input.subarray(from, from + blocks[i % blocks.length]!)
    parts.push(resampler.process(block))
    from += block.length
  }
  parts.push(resampler.flush())
  return Float32Array.from(parts.flatMap((part) => [...part]))
}

const decibels = (power: number) => 10 * Math.log10(power)
const power = (samples: Float32Array) => samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length
/** Without the edges, where the tone begins and ends. */
const middle = (samples: Float32Array) => samples.subarray(1000, samples.length - 1000)

describe('Resampler', () => {
  it.each([8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000])('takes speech from %i Hz as it is', (rate) => {
    const output = resample(tone(1000, rate, rate), rate)
    expect(output.length).toBe(16_000)
    const error = Float32Array.from(output, (sample, n) => sample - Math.sin((2 * Math.PI * 1000 * n) / 16_000))
    expect(decibels(power(middle(error)) / 0.5)).toBeLessThan(-70)
  })

  it.each([
    [44_100, 8100], [44_100, 12_000], [48_000, 8050], [48_000, 9000], [48_000, 15_000], [48_000, 23_000], [96_000, 40_000],
  ])('lets nothing of %i Hz above 8 kHz back in below it: %i Hz', (rate, hz) => {
    expect(decibels(power(middle(resample(tone(hz, rate, rate), rate))) / 0.5)).toBeLessThan(-65)
  })

  it('passes what speech needs', () => {
    for (const hz of [60, 300, 3400, 6000, 6800]) {
      expect(Math.abs(decibels(power(middle(resample(tone(hz, 48_000, 48_000), 48_000))) / 0.5))).toBeLessThan(0.5)
    }
  })

  it('gives the same, however the audio is cut into blocks', () => {
    const input = tone(440, 44_100, 20_000)
    expect(resample(input, 44_100, [1, 7, 3000])).toEqual(resample(input, 44_100, [20_000]))
  })

  it('keeps time over an hour of blocks', () => {
    const resampler = new Resampler(44_100, 16_000)
    const second = new Float32Array(44_100)
    let samples = 0
    for (let i = 0; i < 3600; i++) samples += resampler.process(second.subarray(0, i === 0 ? 44_100 : 441)).length
    samples += resampler.flush().length
    expect(samples).toBe(16_000 + 3599 * 160)
  })
})
