import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { DeepgramClient, DeepgramError } from '@deepgram/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useAnsweringHouse } from '#tests/support/answering-house'
import { shortSpeech } from '#tests/worker/audio'

const api = useAnsweringHouse({ env: { STENO_WEBHOOKS_PRIVATE: 'true' } })
let bytes: Buffer
let files: Server
let address: string
beforeAll(async () => {
  bytes = await readFile(shortSpeech.file)
  files = createServer((request, response) =>
    (request.url === '/talk.wav' ? response.writeHead(200).end(bytes) : response.writeHead(404).end()))
  await new Promise<void>((listening) => files.listen(0, '127.0.0.1', listening))
  address = `http://127.0.0.1:${(files.address() as AddressInfo).port}`
})
afterAll(() => void files.close())
const clientOf = (apiKey: string) => new DeepgramClient({ apiKey, baseUrl: api.url, maxRetries: 0 })
const words = (text = '') => text.toLowerCase().replace(/[^a-z ]/g, '')
/** The SDK answers one of two things; without a callback it is this one. */
const whole = <T extends object>(answer: T) => {
  if (!('results' in answer)) throw new Error('There are no results.')
  return answer as Extract<T, { results: unknown }>
}

describe('deepgram.listen.v1.media', () => {
  it('transcribes a file, with words, paragraphs and utterances, and keeps the recording', async () => {
    const { key, client } = await api.newcomer()
    const answer = await clientOf(key).listen.v1.media.transcribeFile(bytes, {
      model: 'nova-3', smart_format: true, punctuate: true, utterances: true, detect_language: true, tag: ['a', 'b'],
    }).withRawResponse()
    const { metadata, results } = whole(answer.data)
    const id = answer.rawResponse.headers.get('Steno-Recording-Id')
    expect((await client.get(`/recordings/${id}`)).json).toMatchObject({ status: 'done', title: '' })
    expect(metadata).toMatchObject({
      request_id: answer.rawResponse.headers.get('X-Request-Id'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      duration: shortSpeech.durationMs / 1000, channels: 1, models: ['moonshine-tiny-en'], tags: ['a', 'b'],
      model_info: { 'moonshine-tiny-en': { name: 'moonshine-tiny-en' } },
    })
    const [channel] = results.channels
    expect(channel!.detected_language).toBe('en')
    const [best] = channel!.alternatives!
    expect(words(best!.transcript)).toContain(shortSpeech.says)
    expect(best!.words!.map(({ word }) => word).join(' ')).toContain(shortSpeech.says)
    expect(best!.words![0]).toMatchObject({ start: expect.any(Number), end: expect.any(Number), punctuated_word: expect.any(String) })
    expect(words(best!.paragraphs!.transcript).replace(/\s+/g, ' ')).toContain(shortSpeech.says)
    expect(best!.paragraphs!.paragraphs![0]!.sentences!.length).toBeGreaterThan(0)
    expect(results.utterances!.map(({ transcript }) => transcript).join(' ')).toBe(best!.transcript)
  })

  it('fetches what lies at an address, and keeps nothing where that is asked', async () => {
    const { key, client } = await api.newcomer()
    const { results } = whole(await clientOf(key).listen.v1.media.transcribeUrl(
      { url: `${address}/talk.wav`, model: 'moonshine-tiny-en', language: 'en-US' }, { queryParams: { store: 'false' } }))
    const [best] = results.channels[0]!.alternatives!
    expect(words(best!.transcript)).toContain(shortSpeech.says)
    expect([best!.paragraphs, results.utterances]).toEqual([undefined, undefined])
    expect((await client.get('/recordings')).json.total).toBe(0)
    expect((await client.get('/me/usage')).json.cycle).toMatchObject({ recordings: 1, usedMs: shortSpeech.durationMs })
  })

  it('refuses in Deepgram’s words', async () => {
    const { key, userId } = await api.newcomer()
    const refused = async (act: PromiseLike<unknown>) => {
      const error = await Promise.resolve(act).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(DeepgramError)
      const { statusCode, body } = error as { statusCode: number; body: Record<'err_code' | 'err_msg' | 'request_id', string> }
      expect(body.request_id).toMatch(/^[0-9a-f-]{36}$/)
      return { status: statusCode, code: body.err_code, message: body.err_msg }
    }
    const { media } = clientOf(key).listen.v1
    expect(await refused(clientOf('steno_wrong').listen.v1.media.transcribeFile(bytes, {}))).toMatchObject({ status: 401, code: 'INVALID_AUTH' })
    const reader = (await api.withKey(userId, ['recordings:read'])).credential!
    expect(await refused(clientOf(reader).listen.v1.media.transcribeFile(bytes, {}))).toMatchObject({ status: 403, code: 'INSUFFICIENT_PERMISSIONS' })
    const odd = [
      { callback: 'https://example.org' }, { multichannel: true }, { diarize: true }, { redact: 'pci' },
      { encoding: 'linear16' as const },
    ]
    for (const option of odd) {
      expect(await refused(media.transcribeFile(bytes, option)))
        .toEqual({ status: 400, code: 'Bad Request', message: expect.stringContaining(Object.keys(option)[0]!) })
    }
    expect(await refused(media.transcribeFile(bytes, {}, { queryParams: { steno_store: 'maybe' } })))
      .toEqual({ status: 400, code: 'Bad Request', message: 'steno_store is true or false.' })
    const text = Buffer.from('no sound '.repeat(99))
    expect(await refused(media.transcribeFile(text, { diarize: false }))).toMatchObject({ status: 400, code: 'Bad Request' })
    expect(await refused(media.transcribeUrl({ url: 'file:///etc/passwd' }))).toMatchObject({ status: 400, code: 'Bad Request' })
    expect(await refused(media.transcribeUrl({ url: `${address}/nothing` }))).toMatchObject({ status: 400, code: 'REMOTE_CONTENT_ERROR' })
    await api.house.db.execute(`update user_subscriptions set usage_count = 1000000 where user_id = '${userId}'`)
    await api.house.db.execute(`update plans set monthly_usage_limit = 1 where code = 'ENTERPRISE'`)
    expect(await refused(media.transcribeFile(bytes, {}))).toMatchObject({ status: 402, code: 'ASR_PAYMENT_REQUIRED' })
    await api.house.db.execute(`update plans set monthly_usage_limit = null where code = 'ENTERPRISE'`)
  })
})
