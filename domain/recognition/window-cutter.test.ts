import { describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { makeSileroDetector } from './threads/sherpa-vad'
import { WindowCutter, type SampleRange, type SpeechDetector, type SpeechWindow } from './window-cutter'

const RATE = 16_000

/** Speech is what is loud: enough to try the cutting with, and its truth is known. */
function makeLoudnessDetector(): SpeechDetector {
  let heard = 0
  let start: number | null = null
  let ended: SampleRange[] = []
  const end = () => {
    if (start !== null) ended.push({ start, end: heard })
    start = null
  }
  return {
    frameSamples: 512,
    accept(frame) {
      const isLoud = frame.some((sample) => Math.abs(sample) > 0.1)
      if (isLoud) start ??= heard
      else end()
      heard += frame.length
    },
    takeEnded: () => ended.splice(0),
    isSpeaking: () => start !== null,
    flush: end,
    reset() {
      heard = 0
      start = null
      ended = []
    },
  }
}

/** Seconds of speech (positive) and of silence (negative), one after the other. */
function makeTalk(...seconds: number[]): Float32Array {
  const parts = seconds.map((length) =>
    new Float32Array(Math.abs(length) * RATE).map((_, i) => (length > 0 ? 0.5 * Math.cos(i / 5) : 0)),
  )
  return Float32Array.from(parts.flatMap((part) => [...part]))
}

function cut(samples: Float32Array, chunk = 4000, startSample = 0): SpeechWindow[] {
  const cutter = new WindowCutter(makeLoudnessDetector(), startSample)
  const windows: SpeechWindow[] = []
  for (let at = 0; at < samples.length; at += chunk) windows.push(...cutter.push(samples.subarray(at, at + chunk)))
  return [...windows, ...cutter.finish()]
}

const isSame = (a: Float32Array, b: Float32Array) => Buffer.from(a.buffer).equals(Buffer.from(b.slice().buffer))

/** Comparing hundreds of thousands of samples one by one takes minutes. */
const digest = (windows: readonly SpeechWindow[]) =>
  windows.map(({ samples, ...rest }) => ({ ...rest, samples: Buffer.from(samples.buffer).toString('base64') }))

const inSeconds = (windows: readonly SpeechWindow[]) =>
  windows.map(({ start, end }) => [Math.round((start / RATE) * 10) / 10, Math.round((end / RATE) * 10) / 10])

describe('windows', () => {
  it('are none where nobody speaks', () => expect(cut(makeTalk(-40))).toEqual([]))

  it('have a little silence on both sides', () => {
    expect(inSeconds(cut(makeTalk(-3, 2, -3)))).toEqual([[2.8, 5.2]])
  })

  it('keep short phrases together, and end at a pause the sooner the longer they are', () => {
    expect(inSeconds(cut(makeTalk(1, -0.8, 1, -0.8, 1, -3)))).toEqual([[0, 4.8]])
    expect(cut(makeTalk(1, -2, 1, -2))).toHaveLength(2)
    expect(cut(makeTalk(10, -0.6, 1, -2))).toHaveLength(2)
  })

  it('are cut where it is quietest when nobody pauses', () => {
    const samples = makeTalk(40)
    for (let i = 11 * RATE; i < 11.2 * RATE; i++) samples[i]! *= 0.25
    const windows = cut(samples)
    expect(windows[0]!.end / RATE).toBeCloseTo(11.1, 0)
    for (const { start, end } of windows) expect(end - start).toBeLessThanOrEqual((limits.windowMsMax * RATE) / 1000)
  })

  it('hold their samples, do not overlap, and leave no speech out', () => {
    const samples = makeTalk(-2, 3, -0.3, 30, -1.7, 0.5, -4, 8, -0.2, 9, -1)
    const windows = cut(samples)
    let before = 0
    for (const { start, end, nextStart, speech, samples: own } of windows) {
      expect(start).toBeGreaterThanOrEqual(before)
      expect(isSame(own, samples.subarray(start, end))).toBe(true)
      for (const range of speech) {
        expect(range.start).toBeGreaterThanOrEqual(start)
        expect(range.end).toBeLessThanOrEqual(end)
        expect(range.end).toBeGreaterThan(range.start)
      }
      before = nextStart
    }
    const covered = (at: number) => windows.some(({ start, end }) => start <= at && at < end)
    expect(samples.every((sample, at) => Math.abs(sample) < 0.45 || covered(at))).toBe(true)
  })

  it('are the same from each cut on, and for chunks of any size', () => {
    const samples = makeTalk(-2, 3, -0.3, 30, -1.7, 0.5, -4, 8, -0.2, 9, -1)
    const windows = cut(samples)
    for (const chunk of [511, 16_000, samples.length]) expect(digest(cut(samples, chunk))).toEqual(digest(windows))
    windows.forEach(({ nextStart }, index) => {
      const rest = cut(samples.subarray(nextStart), 3333, nextStart)
      expect(digest(rest)).toEqual(digest(windows.slice(index + 1)))
    })
  })
})

it('hears with Silero what is loud but no speech as nothing', async () => {
  const { requireSileroVad } = await import('#domain/models/builtin-install.server')
  const cutter = new WindowCutter(makeSileroDetector(requireSileroVad()))
  expect([...cutter.push(makeTalk(5)), ...cutter.finish()]).toEqual([])
})
