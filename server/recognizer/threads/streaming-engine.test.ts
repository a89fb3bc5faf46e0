import sherpa from 'sherpa-onnx-node'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { toneSpeech } from '#tests/fixtures/tone-model/tone-speech'
import { toneModel } from '#tests/speech/live-models'
import type { RawResult } from '#domain/recognition/thread-messages'
import { Urgency, type LiveEngine, type LivePart } from '../live-engine'
import { tryOut } from './engines'
import { StreamingEngine } from './streaming-engine'

const SECOND = 16_000

let engine: LiveEngine
let clock = 0

beforeAll(async () => {
  engine = new StreamingEngine(await toneModel(), 'cpu', 'en', () => clock++)
})

interface Speaker {
  part: LivePart
  samples: Float32Array
  guesses: string[]
  result: RawResult | null
}

function begin(text: string): Speaker {
  const samples = toneSpeech(text)
  const guesses: string[] = []
  const part = engine.begin(0, {
    samples: (from, to) => samples.slice(from, to),
    onGuess: (raw) => guesses.push(raw.text),
  })
  return { part, samples, guesses, result: null }
}

/** Ends the part; the speech in it is over at the sample. */
function settle(speaker: Speaker, end = speaker.samples.length): void {
  const { part, samples } = speaker
  const speech = [{ start: 0.6 * SECOND, end }]
  part.settle({ start: 0, end: samples.length, speech, samples }, (raw) => (speaker.result = raw))
}

/** Does all there is to do; answers in how many goes. */
function work(): number {
  let goes = 0
  for (let next = engine.next(0); next; next = engine.next(0)) {
    next.run()
    goes += 1
  }
  return goes
}

function hearAlone(text: string): { result: RawResult; goes: number } {
  const speaker = begin(text)
  speaker.part.grow(speaker.samples.length)
  settle(speaker)
  const goes = work()
  return { result: speaker.result!, goes }
}

it('can be tried out in a size of batch before anyone speaks', () => {
  const sizes = new Set<number>()
  const decode = vi.spyOn(sherpa.OnlineRecognizer.prototype, 'decodeStreams')
  for (const size of [1, 2, 4]) tryOut(engine, size)
  for (const [streams] of decode.mock.calls) sizes.add(streams.length)
  decode.mockRestore()
  expect([...sizes]).toEqual([1, 2, 4])
  expect(engine.next(0)).toBeNull()
})

describe('a streaming engine', () => {
  it('writes words, when each was said, and how sure it is', () => {
    const { result } = hearAlone('moon rain windfall fall star')
    expect(result.text).toBe('moon rain windfall fall star')
    expect(result.tokens).toEqual([' moon', ' rain', ' wind', 'fall', ' fall', ' star'])
    // Speech begins after 0.6 s, and a tone 50 ms after its syllable; what hears it looks a little ahead.
    result.timestamps.forEach((seconds, index) => {
      expect(Math.abs(seconds - (0.6 + 0.25 * index + 0.05))).toBeLessThanOrEqual(0.05)
    })
    expect(result.probabilities.length).toBe(6)
    for (const probability of result.probabilities) {
      expect(probability).toBeGreaterThan(0.5)
      expect(probability).toBeLessThanOrEqual(1)
    }
  })

  it('decodes several parts together, and writes for each what it writes for it alone', () => {
    const texts = ['sunlight fall rain', 'star moonship wood fire snow', 'rain rain', 'woodwork', 'fall fire moon snow']
    const alone = texts.map(hearAlone)
    const speakers = texts.map(begin)
    for (let heard = 0; speakers.some(({ samples }) => heard < samples.length); heard += 0.1 * SECOND) {
      // Each comes at a pace of its own, so the same ones are never ready together.
      speakers.forEach(({ part, samples }, index) => {
        part.grow(Math.min(samples.length, Math.round(heard * (1 + index / 7))))
      })
      engine.next(0)?.run()
    }
    speakers.forEach((speaker) => settle(speaker))
    work()
    expect(speakers.map(({ result }) => result)).toEqual(alone.map(({ result }) => result))
    expect(alone.map(({ result }) => result.text)).toEqual(texts)
  })

  it('needs half as many goes for two parts that are ready together', () => {
    const alone = hearAlone('snow moon sun')
    const speakers = ['star fire wind', 'snow moon sun'].map(begin)
    speakers.forEach((speaker) => settle(speaker))
    expect(work()).toBe(alone.goes)
    expect(speakers.map(({ result }) => result?.text)).toEqual(['star fire wind', 'snow moon sun'])
  })

  it('only adds to what it has guessed', () => {
    const speaker = begin('snow fire starship sun')
    for (let end = 0; end <= speaker.samples.length; end += 0.05 * SECOND) {
      speaker.part.grow(end)
      work()
    }
    expect(speaker.guesses.length).toBeGreaterThan(1)
    settle(speaker)
    work()
    const all = [...speaker.guesses, speaker.result!.text]
    all.slice(1).forEach((text, index) => expect(text.startsWith(all[index]!)).toBe(true))
    expect(all.at(-1)).toBe('snow fire starship sun')
  })

  it('writes the last word though its sound ends with the part', () => {
    const speaker = begin('moon wood rainfall')
    speaker.samples = speaker.samples.slice(0, -0.6 * SECOND)
    settle(speaker)
    work()
    expect(speaker.result!.text).toBe('moon wood rainfall')
  })

  it('hears the rest of a part once, where it has heard some of it', () => {
    const speaker = begin('moon rain star snow')
    for (const end of [0.9 * SECOND, 1.2 * SECOND]) {
      speaker.part.grow(end)
      work()
    }
    settle(speaker)
    work()
    expect(speaker.result).toEqual(hearAlone('moon rain star snow').result)
  })

  it('knows in a part nothing of the one before', () => {
    expect(hearAlone('rain').result.text).toBe('rain')
    expect(hearAlone('fall').result.tokens).toEqual([' fall'])
  })

  it('takes what settles before what goes on', () => {
    const [going, settling] = [begin('rain rain rain'), begin('sun sun')]
    going.part.grow(going.samples.length)
    settle(settling)
    expect(engine.next(0)!.urgency).toBe(Urgency.Final)
    work()
    expect(settling.result!.text).toBe('sun sun')
    expect(going.result).toBeNull()
    going.part.close()
    expect(engine.next(0)).toBeNull()
  })

  it('tells how far it has heard while something waits, and is done with what is closed', () => {
    const speaker = begin('rain star moon')
    expect(speaker.part.caughtUp).toBe(Infinity)
    speaker.part.grow(SECOND)
    expect(speaker.part.caughtUp).toBe(0)
    work()
    expect(speaker.part.caughtUp).toBe(Infinity)
    speaker.part.grow(2 * SECOND)
    expect(speaker.part.caughtUp).toBe(SECOND)
    speaker.part.close()
    expect(engine.next(0)).toBeNull()
  })

  it('learns what a second of speech costs it, less where several speak at once (SPEC 6.2)', () => {
    const text = 'moon rain windfall fall star snow fire wood sun moon rain'
    const costOf = (count: number) => {
      engine.speed.forget()
      let seconds = 0
      let goes = 0
      while (seconds <= 20) {
        const speakers = Array.from({ length: count }, () => begin(text))
        speakers.forEach((speaker) => settle(speaker))
        goes += work()
        seconds += speakers.reduce((sum, { samples }) => sum + samples.length, 0) / SECOND
      }
      // The clock goes on by a millisecond when somebody looks.
      expect(engine.speed.msPerSecond).toBeCloseTo(goes / seconds)
      return engine.speed.msPerSecond!
    }
    const alone = costOf(1)
    expect(costOf(4)).toBeCloseTo(alone / 4)
  })
})
