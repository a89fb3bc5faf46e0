import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installMoonshineTiny, requireSileroVad } from '#domain/models/builtin-install.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { decodeAll, hasShared, joinSamples, readRows, sharedPath, streamSamples } from '#tests/speech/shared-audio'
import { countWordErrors } from '#tests/speech/word-errors'
import { makeRecognizerPool, type RecognizerPool } from './recognizer-pool.server'
import { transcribePcm, type TranscribeOptions, type WindowResult } from './transcribe-pcm.server'

let pool: RecognizerPool
let model: InstalledModel

beforeAll(async () => {
  model = await installMoonshineTiny(join(tmpdir(), 'steno-test-models'))
  pool = makeRecognizerPool({ threads: 1, provider: 'cpu', vadModelPath: requireSileroVad() })
})
afterAll(() => pool.close())

async function transcribe(samples: Float32Array, more: Partial<TranscribeOptions> = {}): Promise<WindowResult[]> {
  const results: WindowResult[] = []
  const options = { pcm: streamSamples(samples), pool, model, language: 'en', ...more }
  for await (const window of transcribePcm(options)) results.push(window)
  return results
}

const textOf = (results: readonly WindowResult[]) =>
  results.flatMap(({ segments }) => segments.map(({ text }) => text)).join(' ')

describe('the committed sample', () => {
  it('is transcribed, in order, with rising progress', async () => {
    const samples = await decodeAll('public/sample/steno-sample.mp3')
    const progress: number[] = []
    const results = await transcribe(samples, { onProgress: (ms) => progress.push(ms) })
    expect(textOf(results)).toMatch(/^Welcome to Steno/)
    expect(results.map(({ idx }) => idx)).toEqual(results.map((_, index) => index))
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress.at(-1)).toBe(Math.round(samples.length / 16))
    const segments = results.flatMap((window) => window.segments)
    segments.slice(1).forEach(({ startMs }, index) => expect(startMs).toBeGreaterThanOrEqual(segments[index]!.endMs))
  })

  it('gives the same to the letter from every window on, however the stream is chopped', async () => {
    const samples = await decodeAll('public/sample/steno-sample.mp3')
    const whole = await transcribe(samples)
    expect(whole.length).toBeGreaterThan(3)
    for (const [index, { nextStartSample }] of whole.entries()) {
      const resume = { nextIdx: index + 1, startSample: nextStartSample }
      const pcm = streamSamples(samples, 5000 + index * 777)
      expect(await transcribe(samples, { pcm, resume })).toEqual(whole.slice(index + 1))
    }
  })
})

describe('an end before the end', () => {
  const endless = async function* () {
    const second = new Float32Array(16_000).map((_, i) => 0.3 * Math.sin(i / 9) * Math.sin(i / 1400))
    for (;;) yield second.slice()
  }

  it('comes with an aborted signal, and frees the pool', async () => {
    const interruption = new AbortController()
    const onProgress = (doneMs: number) => doneMs > 5000 && interruption.abort(new Error('enough'))
    const run = transcribe(new Float32Array(0), { pcm: endless(), signal: interruption.signal, onProgress })
    await expect(run).rejects.toThrow('enough')
    await expect.poll(() => pool.load, { timeout: 20_000 }).toBe(0)
  })

  it('throws what the stream throws', async () => {
    const broken = async function* () {
      yield new Float32Array(16_000)
      throw new Error('the decoder died')
    }
    await expect(transcribe(new Float32Array(0), { pcm: broken() })).rejects.toThrow('the decoder died')
  })
})

describe('silence', () => {
  it('gives no window', async () => {
    expect(await transcribe(new Float32Array(16_000 * 20))).toEqual([])
    expect(await transcribe(new Float32Array(0))).toEqual([])
  })
})

describe.skipIf(!hasShared('audio'))('recordings with references', () => {
  /** Share of wrong words in the set's first files: enough to notice when it gets worse. */
  async function errorRate(set: string, files = 10): Promise<number> {
    let errors = 0
    let words = 0
    for (const [file, reference] of readRows(`audio/${set}/references.tsv`).slice(0, files)) {
      const heard = textOf(await transcribe(await decodeAll(sharedPath(`audio/${set}/${file}`))))
      const counted = countWordErrors(reference!, heard)
      errors += counted.errors
      words += counted.words
    }
    console.info(`${set}: ${((100 * errors) / words).toFixed(1)} % wrong words`)
    return errors / words
  }

  it('are understood', async () => expect(await errorRate('ljspeech-orig')).toBeLessThan(0.1), 300_000)
  it('are understood in noise', async () => expect(await errorRate('noisy-snr15')).toBeLessThan(0.14), 300_000)
  it('are understood of others', async () => expect(await errorRate('librispeech-few')).toBeLessThan(0.06), 300_000)

  it('are understood without a pause between them', async () => {
    const rows = readRows('audio/ljspeech-orig/references.tsv').slice(0, 10)
    const files = await Promise.all(rows.map(([file]) => decodeAll(sharedPath(`audio/ljspeech-orig/${file}`))))
    const results = await transcribe(joinSamples(files))
    for (const { startMs, endMs } of results) expect(endMs - startMs).toBeLessThanOrEqual(30_000)
    const { errors, words } = countWordErrors(rows.map(([, text]) => text).join(' '), textOf(results))
    expect(errors / words).toBeLessThan(0.12)
  }, 300_000)

  it('have segments where the words are', async () => {
    const results = await transcribe(await decodeAll(sharedPath('audio/long/chapter.flac')))
    const segments = results.flatMap((window) => window.segments)
    const rows = readRows('audio/long/chapter.segments.tsv')
    const { errors, words } = countWordErrors(rows.map(([, , text]) => text).join(' '), textOf(results))
    expect(errors / words).toBeLessThan(0.06)
    for (const { startMs, endMs } of segments) {
      expect(endMs).toBeGreaterThan(startMs)
      expect(endMs - startMs).toBeLessThan(9000)
      const middle = (startMs + endMs) / 2000
      expect(rows.some(([start, end]) => Number(start) - 0.3 < middle && middle < Number(end) + 0.3)).toBe(true)
    }
    for (const [start, end] of rows) {
      expect(segments.some(({ startMs }) => Math.abs(startMs / 1000 - Number(start)) < 0.6), `start ${start}`).toBe(true)
      expect(segments.some(({ endMs }) => Math.abs(endMs / 1000 - Number(end)) < 0.6), `end ${end}`).toBe(true)
    }
  }, 300_000)

  it.each(['silence10', 'white10', 'noise1', 'noise2', 'noise3', 'noise4', 'noise5'])('%s is no speech', async (name) => {
    expect(textOf(await transcribe(await decodeAll(sharedPath(`audio/nonspeech/${name}.flac`))))).toBe('')
  })
})
