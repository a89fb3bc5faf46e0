import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import { committedOf, cutsOf, finalsOf, lastingOf, speak, textOf, toInt16, type Speech } from '#tests/speech/speak'
import { countWordErrors } from '#tests/speech/word-errors'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { makeLiveRecognizer } from '../../server/recognizer/live-pool'
import type { LiveEvent, LiveRecognizer } from '../../server/recognizer/live-recognizer'

const RATE = 16_000

export interface LiveModelUnderTest {
  model: InstalledModel
  /** Speech with pauses, some twenty seconds and at least two utterances of it. */
  samples: Float32Array
  /** What is said in it. */
  reference: string
  /** Share of words that may be wrong. */
  wrongMax: number
}

/** What live recognition promises whatever the model; the numbers are those of server/SPEC.md. */
export function describeLiveRecognizer(name: string, load: () => Promise<LiveModelUnderTest>): void {
  let recognizer: LiveRecognizer
  let under: LiveModelUnderTest
  let samples: Int16Array
  let whole: LiveEvent[]

  const say = (speech: Partial<Speech> = {}) => speak(recognizer, { samples, model: under.model, ...speech })

  describe(name, () => {
    beforeAll(async () => {
      under = await load()
      samples = toInt16(under.samples)
      recognizer = makeLiveRecognizer({ provider: 'cpu', vadModelPath: requireSileroVad(), threads: 1 })
      whole = await say()
    })
    afterAll(() => recognizer.close())

    it('writes what is said', () => {
      const { errors, words } = countWordErrors(under.reference, textOf(whole))
      expect(errors / words).toBeLessThanOrEqual(under.wrongMax)
    })

    it('4.1 never changes the stable beginning of an open segment', () => {
      let stable = { id: -1, text: '' }
      let partials = 0
      for (const event of whole) {
        // A final closes; what follows in the same segment has been opened again.
        if (event.type === 'final') stable = { id: -1, text: '' }
        if (event.type !== 'partial') continue
        partials += 1
        const { segment, stableChars } = event
        if (segment.id === stable.id) {
          expect(segment.text.slice(0, stable.text.length)).toBe(stable.text)
          expect(stableChars).toBeGreaterThanOrEqual(stable.text.length)
        }
        stable = { id: segment.id, text: segment.text.slice(0, stableChars) }
      }
      expect(partials).toBeGreaterThan(3)
    })

    it('4.2, 4.3 makes a segment final at a short pause, and opens it again when speech goes on', () => {
      const open = finalsOf(whole).filter(({ committed }) => !committed)
      const reopened = open.filter(({ segment }) => {
        const at = whole.findIndex((event) => event.type === 'final' && event.segment === segment)
        const next = whole.slice(at + 1).find((event) => event.type === 'partial' || event.type === 'final')
        return next?.type === 'partial' && next.segment.id === segment.id
      })
      expect(reopened.length).toBeGreaterThan(0)
    })

    it('4.4, 4.7 settles each segment once, in order and without overlap', () => {
      const settled = committedOf(whole)
      expect(settled.length).toBeGreaterThan(1)
      expect(settled.map(({ id }) => id)).toEqual(settled.map((_, index) => index))
      settled.forEach(({ startMs, endMs, text }, index) => {
        expect(text).not.toBe('')
        expect(endMs).toBeGreaterThan(startMs)
        expect(startMs).toBeGreaterThanOrEqual(settled[index - 1]?.endMs ?? 0)
      })
      expect(settled.at(-1)!.endMs).toBeLessThanOrEqual((samples.length * 1000) / RATE)
    })

    it('settles what a pause has made final without another look', () => {
      const finals = finalsOf(whole)
      finals.forEach(({ committed, segment }, index) => {
        const before = finals[index - 1]
        const at = whole.findIndex((event) => event.type === 'final' && event.segment === segment)
        const isNext = before && whole.indexOf(before) === at - 1
        if (committed && isNext && before.segment.id === segment.id) expect(segment).toEqual(before.segment)
      })
      expect(cutsOf(whole).at(-1)).toEqual({
        type: 'cut',
        sample: samples.length,
        nextSegmentId: committedOf(whole).length,
      })
    })

    it('3.6 writes the same whenever the audio comes', async () => {
      const random = makeSeededRandom(7)
      const patterns = [
        () => samples.length,
        // Drops, floods, and nothing for a while.
        () => (random.next() < 0.1 ? 0 : 1 + random.below(random.pick([700, 1600, 60_000]))),
      ]
      for (const chunks of patterns) expect(lastingOf(await say({ chunks }))).toEqual(lastingOf(whole))
    })

    it('3.6 goes on the same from a cut', async () => {
      const lasting = lastingOf(whole)
      for (const cut of cutsOf(whole).slice(0, -1).slice(-2)) {
        const rest = await say({ startSample: cut.sample, firstSegmentId: cut.nextSegmentId })
        expect(lastingOf(rest)).toEqual(lasting.slice(lasting.indexOf(cut) + 1))
      }
    })

    it('writes the same for one of several streams', async () => {
      const streams = [{ startSample: Math.floor(samples.length / 2) }, {}, { startSample: Math.floor(samples.length / 1.5) }]
      const [, second] = await Promise.all(streams.map(say))
      expect(lastingOf(second!)).toEqual(lastingOf(whole))
    })

    it('4.5 cuts speech without a pause', async () => {
      const unbroken = withoutPauses(under.samples, 18)
      const events = await say({ samples: toInt16(unbroken) })
      const settled = committedOf(events)
      expect(settled.length).toBeGreaterThanOrEqual(2)
      for (const { startMs, endMs } of settled) expect(endMs - startMs).toBeLessThanOrEqual(15_500)
      const cut = cutsOf(events)[0]!
      expect(cut.sample).toBeLessThanOrEqual(15.5 * RATE)
      expect(cut.nextSegmentId).toBe(1)
    })

    it('4.6 writes nothing where nobody speaks, and moves on', async () => {
      const random = makeSeededRandom(3)
      const noise = new Float32Array(35 * RATE).map((_, i) => (i < 5 * RATE ? 0 : (random.next() - 0.5) * 0.05))
      const events = await say({ samples: toInt16(noise) })
      expect(finalsOf(events)).toEqual([])
      expect(cutsOf(events).map(({ sample }) => sample)).toEqual([29 * RATE + 256, 35 * RATE])
    })

    it('2.8 finishes in the middle of a sentence and goes on', async () => {
      const finalizeAt = Math.floor((committedOf(whole)[1]!.startMs / 1000 + 2.5) * RATE)
      const events = await say({ finalizeAt })
      const at = events.findIndex((event) => event.type === 'cut' && event.sample === finalizeAt)
      const before = committedOf(events.slice(0, at))
      expect(before.at(-1)!.endMs).toBeLessThanOrEqual(Math.ceil((finalizeAt * 1000) / RATE))
      expect(committedOf(events).map(({ id }) => id)).toEqual(committedOf(events).map((_, index) => index))
      const { errors, words } = countWordErrors(under.reference, textOf(events))
      expect(errors / words).toBeLessThanOrEqual(under.wrongMax + 0.1)
    })

    it('tells how far it has heard', () => {
      const heard = whole.flatMap((event) => (event.type === 'heard' ? [event.sample] : []))
      expect(heard.at(-1)).toBe(samples.length)
      expect(heard).toEqual([...heard].sort((a, b) => a - b))
      expect(heard.length).toBeGreaterThan(5)
    })
  })
}

/** What is loud of the samples, again and again, up to so many seconds. */
function withoutPauses(samples: Float32Array, seconds: number): Float32Array {
  const FRAME = 320
  const loud: Float32Array[] = []
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    const frame = samples.subarray(at, at + FRAME)
    if (frame.reduce((sum, value) => sum + value ** 2, 0) / FRAME > 2e-5) loud.push(frame)
  }
  const all = new Float32Array(seconds * RATE)
  for (let at = 0, next = 0; at + FRAME <= all.length; at += FRAME, next++) all.set(loud[next % loud.length]!, at)
  return all
}
