import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { toneSpeech } from '#tests/fixtures/tone-model/tone-speech'
import { toneModel } from '#tests/speech/live-models'
import { committedOf, finalsOf, lastingOf, speak, textOf, toInt16 } from '#tests/speech/speak'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { makeLiveRecognizer } from './live-pool'
import type { LiveEvent, LiveRecognizer } from './live-recognizer'

const RATE = 16_000

let model: InstalledModel
let recognizer: LiveRecognizer

beforeAll(async () => {
  model = await toneModel()
  recognizer = makeLiveRecognizer({ provider: 'cpu', vadModelPath: requireSileroVad(), threads: 1 })
})
afterAll(() => recognizer.close())

const say = (text: string) => toInt16(toneSpeech(text))

/** What is said, as words: a model of tones writes no marks. */
const plain = (text: string) => text.replace(/[,.]/g, '')

/** Pushes the samples and no more, and waits for a text to be final. */
async function hearFinal(samples: Int16Array): Promise<LiveEvent[]> {
  const events: LiveEvent[] = []
  let found = () => {}
  const waiting = new Promise<void>((resolve) => (found = resolve))
  const onEvent = (event: LiveEvent) => {
    events.push(event)
    if (event.type === 'final') found()
  }
  const stream = recognizer.open({ model, language: 'en', startSample: 0, firstSegmentId: 0, onEvent }, { admit: true })
  for (let at = 0; at < samples.length; at += 1600) stream.push(samples.slice(at, at + 1600))
  await waiting
  stream.close()
  return events
}

describe('live streams through a streaming model', () => {
  it('3.6 side by side on one thread write what each writes alone', async () => {
    const texts = [
      'sunlight fall rain star. moon moonfall wind, snow fire wood.',
      'wood star, wood star wind. fireship sun sun snow.',
      'rainfall, rainfall, rainfall. starlight moon.',
      'snow.',
      'work light, ship fall, moon rain sunship windfall fire wood star snow rain. sun.',
      'moonlight snowfall starship firework woodwork. rain wind moon sun.',
    ]
    const random = makeSeededRandom(11)
    const streams = texts.map((text) => ({ samples: say(text), model, chunks: () => 1 + random.below(9000) }))
    const together = await Promise.all(streams.map((speech) => speak(recognizer, speech)))
    expect(together.map(textOf)).toEqual(texts.map(plain))
    for (const [at, { samples }] of streams.entries()) {
      const alone = await speak(recognizer, { samples, model })
      expect(lastingOf(together[at]!)).toEqual(lastingOf(alone))
    }
  })

  it('4.2 flushes at a stop what the model would need more sound for', async () => {
    // All the silence that comes: more than a stop, and less than the model waits for.
    const samples = say('moon rain star wood').slice(0, -0.2 * RATE)
    const events = await hearFinal(samples)
    const guesses = events.flatMap((event) => (event.type === 'partial' ? [event.segment.text] : []))
    expect(guesses.filter((text) => text.includes('wood'))).toEqual([])
    expect(finalsOf(events)).toMatchObject([{ committed: false, segment: { id: 0, text: 'moon rain star wood' } }])
    expect(events.some(({ type }) => type === 'cut')).toBe(false)
  })

  it('4.3 begins anew in the model after a stop, and goes on in the segment', async () => {
    const events = await speak(recognizer, { samples: say('sun rain, fall fire. light wood.'), model })
    // In one breath the model would write `rainfall` and `firelight`.
    expect(committedOf(events).map(({ text }) => text)).toEqual(['sun rain fall fire', 'light wood'])
  })

  it('gives each word its own time in the recording, and says how sure it is', async () => {
    const samples = say('sun rain, star. light wood.')
    const words = committedOf(await speak(recognizer, { samples, model })).flatMap((segment) => segment.words ?? [])
    expect(words.map(({ text }) => text)).toEqual(['sun', 'rain', 'star', 'light', 'wood'])
    const said = [0.65, 0.9, 1.55, 3.8, 4.05]
    words.forEach(({ startMs, confidence }, index) => {
      expect(Math.abs(startMs / 1000 - said[index]!)).toBeLessThanOrEqual(0.06)
      expect(confidence).toBeGreaterThan(0.5)
    })
  })

  it('2.8 finishes within a word, and writes the rest of it as one of its own', async () => {
    const samples = say('rain sunlight moon.')
    // Between the two syllables of the second word: 0.6 s of silence, then four syllables a second.
    const events = await speak(recognizer, { samples, model, finalizeAt: (0.6 + 2 * 0.25) * RATE })
    expect(committedOf(events).map(({ text }) => text)).toEqual(['rain sun', 'light moon'])
  })
})
