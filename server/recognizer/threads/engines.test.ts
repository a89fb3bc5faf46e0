import { describe, expect, it } from 'vitest'
import { toneSpeech } from '#tests/fixtures/tone-model/tone-speech'
import { toneModel } from '#tests/speech/live-models'
import { Engines } from './engines'

describe('a model\'s speed', () => {
  it('is told anew where it was tried while the machine was busy, unless somebody waits for the model (SPEC 6.2)', async () => {
    const model = await toneModel()
    const speeds: number[] = []
    let [clock, slowness] = [0, 100]
    const engines = new Engines('cpu', () => (clock += slowness), (_, msPerSecond) => speeds.push(msPerSecond))
    engines.measure(model, 'en')
    expect(speeds).toEqual([])
    const engine = engines.take(model, 'en')
    expect(speeds).toHaveLength(1)
    slowness = 1
    engines.measure(model, 'en')
    expect(speeds[1]).toBeLessThan(speeds[0]! / 50)

    const samples = toneSpeech('snow fire starship sun')
    const part = engine.begin(0, { samples: (from, to) => samples.slice(from, to), onGuess: () => undefined })
    part.settle({ start: 0, end: samples.length, speech: [{ start: 0, end: samples.length }], samples }, () => undefined)
    engines.measure(model, 'en')
    expect(speeds).toHaveLength(2)
    part.close()
    engines.give(engine)
  })
})
