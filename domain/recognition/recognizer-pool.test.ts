import { mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { installMoonshineTiny, requireSileroVad } from '#domain/models/builtin-install.server'
import { catalogueEntrySchema, type InstalledModel } from '#domain/models/catalogue-entry'
import { findModels } from '#domain/models/find-models.server'
import { makeToneModel } from '#tests/fixtures/tone-model/make-tone-model'
import { toneSpeech } from '#tests/fixtures/tone-model/tone-speech'
import { decodeAll, hasShared, sharedPath } from '#tests/speech/shared-audio'
import { makeRecognizerPool, type RecognizerPool } from './recognizer-pool.server'
import { windowSegments } from './window-segments'

const cacheDir = join(tmpdir(), 'steno-test-models')
const vadModelPath = requireSileroVad()
let pool: RecognizerPool
let deaths = 0

function open(threads = 1): RecognizerPool {
  deaths = 0
  pool = makeRecognizerPool({ threads, provider: 'cpu', vadModelPath, onThreadDeath: () => deaths++ })
  return pool
}
afterEach(() => pool.close())

const sampleWindow = async () => (await decodeAll('public/sample/steno-sample.mp3')).slice(0, 16_000 * 8)

/** A model that the engine refuses: its files are nowhere. */
function brokenModel(model: InstalledModel): InstalledModel {
  return { entry: { ...model.entry, id: 'broken' }, paths: {} }
}

describe('a pool', () => {
  it('recognises several windows side by side, each with its own answer', async () => {
    const model = await installMoonshineTiny(cacheDir)
    const samples = await sampleWindow()
    open(2)
    const pieces = [samples, samples.slice(0, 32_000), samples, new Float32Array(32_000)]
    const texts = await Promise.all(
      pieces.map(async (piece) => (await pool.recognize({ samples: piece, model, language: 'en' })).text),
    )
    expect(texts[0]).toMatch(/Welcome to Steno/)
    expect(texts[2]).toBe(texts[0])
    expect(texts[1]!.length).toBeLessThan(texts[0]!.length)
    expect(texts[3]).toBe('')
    expect(pool.load).toBe(0)
  })

  it('says that a model cannot be used, and goes on with others', async () => {
    const model = await installMoonshineTiny(cacheDir)
    open()
    const samples = await sampleWindow()
    await expect(pool.recognize({ samples, model: brokenModel(model), language: 'en' })).rejects.toMatchObject({
      code: 'recognizer_failed',
    })
    expect((await pool.recognize({ samples, model, language: 'en' })).text).toMatch(/Welcome/)
  })

  it('gives up what waits when it is aborted, and what is under way when it is closed', async () => {
    const model = await installMoonshineTiny(cacheDir)
    open()
    const samples = await sampleWindow()
    const abort = new AbortController()
    const first = pool.recognize({ samples, model, language: 'en' })
    const second = pool.recognize({ samples, model, language: 'en' }, { signal: abort.signal })
    abort.abort(new Error('no longer wanted'))
    await expect(second).rejects.toThrow('no longer wanted')
    const closing = expect(first).rejects.toMatchObject({ code: 'recognizer_failed' })
    await pool.close()
    await closing
    await expect(pool.recognize({ samples, model, language: 'en' })).rejects.toMatchObject({ code: 'unavailable' })
    expect(deaths).toBe(0)
  })
})

describe('a streaming model, found by its model.json', () => {
  it('serves for recordings, with word times and how sure it is of each', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'steno-models-'))
    const { entry } = await makeToneModel(join(dir, 'tones'))
    const model = (await findModels({ dirs: [dir], cacheDir })).find(({ entry: { id } }) => id === entry.id)!
    const samples = toneSpeech('starlight rain moon snowfall fall')
    const raw = await open().recognize({ samples, model, language: 'en' })
    const whole = { start: 0, end: samples.length }
    const [segment] = windowSegments({ ...whole, speech: [whole] }, raw)
    expect(segment!.text).toBe('starlight rain moon snowfall fall')
    expect(segment!.words!.map(({ text }) => text)).toEqual(['starlight', 'rain', 'moon', 'snowfall', 'fall'])
    segment!.words!.forEach(({ startMs, endMs, confidence }, index) => {
      const syllable = [0, 2, 3, 4, 6][index]!
      expect(Math.abs(startMs - (650 + 250 * syllable))).toBeLessThanOrEqual(50)
      expect(endMs).toBeGreaterThan(startMs)
      expect(confidence).toBeGreaterThan(0.5)
    })
  })
})

describe.skipIf(!hasShared('models/quartznet15x5-en-offline'))('a model of one’s own, described by model.json', () => {
  async function linkModel(name: string, entry: object): Promise<InstalledModel> {
    const dir = await mkdtemp(join(tmpdir(), 'steno-models-'))
    await symlink(sharedPath(`models/${name}`), join(dir, 'linked'))
    const folder = await mkdtemp(join(dir, 'model-'))
    const parsed = catalogueEntrySchema.parse(entry)
    for (const file of parsed.files) await symlink(sharedPath(`models/${name}/${file.name}`), join(folder, file.name))
    await writeFile(join(folder, 'model.json'), JSON.stringify(entry))
    return (await findModels({ dirs: [dir], cacheDir })).find((model) => model.entry.id === parsed.id)!
  }
  const common = { languages: ['en'], licence: 'Apache-2.0' }
  const given = { wordTimes: true, confidence: false, punctuation: false }

  it('gives word times (CTC)', async () => {
    const model = await linkModel('quartznet15x5-en-offline', {
      ...common,
      id: 'quartznet',
      title: 'QuartzNet',
      kind: 'offline',
      engine: { type: 'nemoCtc', model: 'model.int8.onnx', tokens: 'tokens.txt', featureDim: 64 },
      files: [{ name: 'model.int8.onnx' }, { name: 'tokens.txt' }],
      gives: { ...given, streaming: false },
    })
    const samples = await decodeAll(sharedPath('audio/ljspeech-orig/LJ001-0002.flac'))
    const raw = await open().recognize({ samples, model, language: 'en' })
    const whole = { start: 0, end: samples.length }
    const [segment] = windowSegments({ ...whole, speech: [whole] }, raw)
    expect(segment!.text).toBe('in being comparatively modern')
    const words = segment!.words!
    expect(words.map(({ text }) => text)).toEqual(['in', 'being', 'comparatively', 'modern'])
    // As this model was seen to place them, in milliseconds: a guard against change, not a measure of truth.
    const starts = [200, 360, 660, 1440]
    words.forEach(({ startMs, endMs }, index) => {
      expect(Math.abs(startMs - starts[index]!)).toBeLessThanOrEqual(200)
      expect(endMs).toBeGreaterThan(startMs)
    })
  })

  it('serves though it is a streaming one (transducer)', async () => {
    const files = ['encoder.int8.onnx', 'decoder.onnx', 'joiner.onnx', 'tokens.txt']
    const [encoder, decoder, joiner, tokens] = files
    const model = await linkModel('quartznet15x5-en-streaming-400ms', {
      ...common,
      id: 'quartznet-streaming',
      title: 'QuartzNet, streaming',
      kind: 'streaming',
      engine: { type: 'onlineTransducer', encoder, decoder, joiner, tokens, featureDim: 64, tailSeconds: 1.6 },
      files: files.map((name) => ({ name })),
      gives: { ...given, streaming: true },
    })
    const samples = await decodeAll(sharedPath('audio/ljspeech-orig/LJ001-0002.flac'))
    const raw = await open().recognize({ samples, model, language: 'en' })
    expect(raw.text).toMatch(/comparatively modern$/)
    expect(raw.timestamps.length).toBe(raw.tokens.length)
  })
})
