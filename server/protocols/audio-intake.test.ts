import { expect, it } from 'vitest'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { AudioIntake } from './audio-intake'

const bytesOf = (...samples: number[]) => new Uint8Array(Int16Array.from(samples).buffer)

it('takes PCM16 at 16 kHz as it is, also where a frame ends in the middle of a sample (SPEC 9.4)', () => {
  const intake = new AudioIntake({ encoding: 'linear16', sampleRate: 16_000, channels: 1 })
  const bytes = bytesOf(1, -2, 300)
  expect([...intake.push(bytes.subarray(0, 3)), ...intake.push(bytes.subarray(3))]).toEqual([1, -2, 300])
})

it('mixes channels into one (SPEC 9.4)', () => {
  const intake = new AudioIntake({ encoding: 'linear16', sampleRate: 16_000, channels: 2 })
  const bytes = bytesOf(100, 300, -5, 5)
  expect([...intake.push(bytes.subarray(0, 5)), ...intake.push(bytes.subarray(5))]).toEqual([200, 0])
})

it('brings any rate and both telephone codes to 16 kHz, frame by frame as at once (SPEC 9.4)', () => {
  const random = makeSeededRandom(8)
  const bytes = Uint8Array.from({ length: 6000 }, () => random.below(256))
  for (const encoding of ['linear16', 'mulaw', 'alaw'] as const) {
    const format = { encoding, sampleRate: 8000, channels: 1 }
    const [whole, parts] = [new AudioIntake(format), new AudioIntake(format)]
    const once = [...whole.push(bytes), ...whole.flush()]
    expect(once).toHaveLength(encoding === 'linear16' ? 6000 : 12_000)
    const piecemeal: number[] = []
    for (let at = 0; at < bytes.length; at += 7) piecemeal.push(...parts.push(bytes.subarray(at, at + 7)))
    expect([...piecemeal, ...parts.flush()]).toEqual(once)
  }
})
