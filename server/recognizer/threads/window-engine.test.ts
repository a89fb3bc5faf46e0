import { expect, it } from 'vitest'
import { decodeAll } from '#tests/speech/shared-audio'
import { builtinModel } from '#tests/speech/live-models'
import { Urgency } from '../live-engine'
import { Engines } from './engines'

const RELAXED = 0
const PRESSED = 0.9

it('recognises a part at a short pause where there is time, else when it is over, and the same (SPEC 4.2, 6.3)', async () => {
  const speech = (await decodeAll('public/sample/steno-sample.mp3')).slice(0, 16_000 * 4)
  const audio = { start: 0, end: speech.length, speech: [{ start: 0, end: speech.length }], samples: speech }
  const engines = new Engines('cpu', () => performance.now(), () => undefined)
  const engine = engines.take(await builtinModel(), 'en')
  const begin = () => engine.begin(0, { samples: (from, to) => speech.slice(from, to), onGuess: () => undefined })
  const texts: string[] = []

  const early = begin()
  early.prepare(audio)
  expect(engine.next(PRESSED)).toBe(null)
  expect(engine.next(RELAXED)).toMatchObject({ urgency: Urgency.Prepare, needed: 1 })
  engine.next(RELAXED)!.run()
  early.settle(audio, ({ text }) => texts.push(text))
  expect(texts).toHaveLength(1)
  early.close()

  const late = begin()
  late.prepare(audio)
  late.settle(audio, ({ text }) => texts.push(text))
  expect(engine.next(PRESSED)).toMatchObject({ urgency: Urgency.Final, needed: 1 })
  engine.next(PRESSED)!.run()
  expect(texts[1]).toBe(texts[0])
  expect(texts[0]).toMatch(/^Welcome to Steno/)
  late.close()
})

it('tells what speech has cost, and nothing of the trials when it was loaded (SPEC 6.2)', async () => {
  const speech = (await decodeAll('public/sample/steno-sample.mp3')).slice(0, 16_000 * 6)
  const audio = { start: 0, end: speech.length, speech: [{ start: 0, end: speech.length }], samples: speech }
  const engines = new Engines('cpu', () => performance.now(), () => undefined)
  const engine = engines.take(await builtinModel(), 'en')
  expect(engines.speeds).toEqual([])
  for (let n = 0; n < 2; n++) {
    const part = engine.begin(0, { samples: (from, to) => speech.slice(from, to), onGuess: () => undefined })
    part.settle(audio, () => undefined)
    engine.next(RELAXED)!.run()
    part.close()
  }
  expect(engines.speeds).toEqual([{ modelId: (await builtinModel()).entry.id, msPerSecond: expect.any(Number) }])
})
