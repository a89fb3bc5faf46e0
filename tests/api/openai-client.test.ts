import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import OpenAI, { APIError, toFile } from 'openai'
import { beforeAll, describe, expect, it } from 'vitest'
import { useAnsweringHouse } from '#tests/support/answering-house'
import { shortSpeech } from '#tests/worker/audio'

const api = useAnsweringHouse()
let openai: OpenAI
let bytes: Buffer
beforeAll(async () => {
  const { key } = await api.newcomer()
  openai = clientOf(key)
  bytes = await readFile(shortSpeech.file)
})
const clientOf = (apiKey: string, options: object = {}) => new OpenAI({ apiKey, baseURL: `${api.url}/v1`, maxRetries: 0, ...options })
const speech = (name = 'talk.wav', type = 'audio/wav') => toFile(bytes, name, { type })
const words = (text: string) => text.toLowerCase().replace(/[^a-z ]/g, '')
const usage = { type: 'duration', seconds: Math.ceil(shortSpeech.durationMs / 1000) }

describe('openai.audio.transcriptions', () => {
  it('answers JSON, from a stream of the disk, under a name of OpenAI’s, and keeps the recording', async () => {
    const { key, client } = await api.newcomer()
    const { data, response } = await clientOf(key).audio.transcriptions
      .create({ file: createReadStream(shortSpeech.file), model: 'whisper-1', prompt: 'Ask not', temperature: 0.2 }).withResponse()
    expect(words(data.text)).toContain(shortSpeech.says)
    expect(data.usage).toEqual(usage)
    expect(response.headers.get('Steno-Model')).toBe('moonshine-tiny-en')
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
    const id = response.headers.get('Steno-Recording-Id')
    expect((await client.get(`/recordings/${id}`)).json).toMatchObject({ status: 'done', language: 'auto', detectedLanguage: 'en' })
    expect((await client.get('/me/usage')).json.cycle).toMatchObject({ recordings: 1, usedMs: shortSpeech.durationMs })
  })

  it('answers with words and segments, from a file that is called something else', async () => {
    const whole = await openai.audio.transcriptions.create({
      file: await speech('talk.webm', 'video/webm'), model: 'gpt-4o-transcribe', response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'], language: 'en',
    })
    expect(whole).toMatchObject({ task: 'transcribe', language: 'english', duration: shortSpeech.durationMs / 1000, usage })
    expect(whole.segments![0]).toMatchObject({ id: 0, seek: expect.any(Number), tokens: [], temperature: 0, no_speech_prob: 0 })
    expect(whole.segments!.map(({ text }) => text).join(' ')).toBe(whole.text)
    const spoken = whole.words!.map(({ word }) => word).join(' ').toLowerCase()
    expect(spoken).toContain(shortSpeech.says)
    for (const { start, end } of whole.words!) expect(end).toBeGreaterThanOrEqual(start)
    expect(whole.words!.at(-1)!.end).toBeLessThanOrEqual(shortSpeech.durationMs / 1000)
  })

  it('answers as text and as subtitles', async () => {
    const file = await speech()
    const [text, srt, vtt] = await Promise.all((['text', 'srt', 'vtt'] as const).map((response_format) =>
      openai.audio.transcriptions.create({ file, model: 'whisper-1', response_format })))
    expect(words(text!)).toContain(shortSpeech.says)
    expect(srt).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:/)
    expect(vtt).toMatch(/^WEBVTT\n\n00:00:0/)
  })

  it('streams deltas that make up the text', async () => {
    const stream = await openai.audio.transcriptions.create({ file: await speech(), model: 'gpt-4o-mini-transcribe', stream: true })
    let text = ''
    const done: { text: string; usage?: unknown }[] = []
    for await (const event of stream) {
      if (event.type === 'transcript.text.delta') text += event.delta
      if (event.type === 'transcript.text.done') done.push(event)
    }
    expect(done).toEqual([{ type: 'transcript.text.done', text, usage }])
    expect(words(text)).toContain(shortSpeech.says)
  })

  it('keeps nothing of what is not to be stored, and counts it', async () => {
    const { key, client, userId } = await api.newcomer()
    const once = clientOf(key, { defaultHeaders: { 'Steno-Store': 'false' } })
    const { data, response } = await once.audio.transcriptions.create({ file: await speech(), model: 'whisper-1' }).withResponse()
    expect(words(data.text)).toContain(shortSpeech.says)
    expect((await client.get('/recordings')).json.total).toBe(0)
    await client.refused('not_found', 'GET', `/recordings/${response.headers.get('Steno-Recording-Id')}`)
    expect((await client.get('/me/usage')).json.cycle).toMatchObject({ recordings: 1, usedMs: shortSpeech.durationMs })
    const left = async () => {
      const keys: string[] = []
      for await (const { key: stored } of api.house.store.list(`recordings/${userId}/`)) keys.push(stored)
      return keys
    }
    await expect.poll(left, { timeout: 60_000 }).toEqual([])
  })

  it('says of what is no recording that it is none', async () => {
    const file = await toFile(Buffer.from('Dear reader, this is no recording.'.repeat(50)), 'talk.mp3')
    const error = await openai.audio.transcriptions.create({ file, model: 'whisper-1' }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', code: 'media_not_recognised', param: null })
  })
})

describe('openai.audio.translations', () => {
  it('leaves what was said in English as it is', async () => {
    const verbose = await openai.audio.translations.create({ file: await speech(), model: 'whisper-1', response_format: 'verbose_json' })
    expect(verbose).toMatchObject({ task: 'translate', language: 'english', duration: shortSpeech.durationMs / 1000 })
    expect(words(verbose.text)).toContain(shortSpeech.says)
  })
})

describe('openai.models', () => {
  it('lists what is installed, and finds one of them', async () => {
    const ids: string[] = []
    for await (const model of openai.models.list()) ids.push(model.id)
    expect(ids).toContain('moonshine-tiny-en')
    expect(await openai.models.retrieve('moonshine-tiny-en')).toMatchObject({ object: 'model', owned_by: 'steno', created: expect.any(Number) })
    await expect(openai.models.retrieve('gpt-9')).rejects.toMatchObject({ status: 404, param: 'model' })
  })
})
