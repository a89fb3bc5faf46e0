import { once } from 'node:events'
import WebSocket from 'ws'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LIVE_PROTOCOL, parseViewerMessage, WATCH_PREFIX, type ViewerMessage } from '#domain/live/protocol'
import { shareLiveSession } from '#domain/live/share.server'
import { limits } from '#domain/limits/limits'
import { makeLlm } from '#domain/providers/make-llm.server'
import { makeProvider } from '#domain/providers/provider.server'
import { makeTranslator } from '#domain/translation/make-translator.server'
import { listTranslationLanguages, listWantedLanguages } from '#domain/translation/translation-languages.server'
import { getTranslation } from '#domain/translation/translations.server'
import { addUser } from '#tests/db/test-accounts'
import { translateLoudly } from '#tests/stand-ins/loud-translation'
import { startOpenAiServer, type OpenAiStandIn } from '#tests/stand-ins/openai-server'
import { LiveClient } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeToldRecognizer, type ToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveServer } from '../../server/make-live-server'

let provider: OpenAiStandIn
let recognizer: ToldRecognizer
let house: LiveHouse
let here: LiveServer
let elsewhere: LiveServer
let userId: string
/** What each second of sound says: a word that is settled with the next second. */
let words: string[] = []

beforeAll(async () => {
  provider = await startOpenAiServer()
  recognizer = makeToldRecognizer()
  const llm = makeLlm({
    provider: makeProvider({
      baseUrl: provider.url, apiKey: null, breaker: { failuresMax: 1, openMsMin: 300, openMsMax: 300 },
    }),
    model: 'stand-in', contextTokens: 8000,
  })
  house = await openLiveHouse({ recognizer, translator: makeTranslator(llm) })
  here = await house.startServer()
  elsewhere = await house.startServer()
})
afterAll(async () => {
  await house.close()
  await provider.close()
})
beforeEach(async () => {
  provider.recover()
  provider.answerWith(translateLoudly)
  provider.requests.length = 0
  userId = await addUser(house.db)
  recognizer.says = ({ onEvent }, sample) => {
    const second = sample / 16_000
    if (!Number.isInteger(second)) return
    const segment = (id: number) => ({ id, startMs: id * 1000, endMs: id * 1000 + 900, text: words[id] ?? '' })
    const id = second - 1
    if (id > 0) onEvent({ type: 'final', segment: segment(id - 1), committed: true })
    onEvent({ type: 'partial', segment: segment(id), stableChars: 0 })
    if (id > 0) onEvent({ type: 'cut', sample: id * 16_000, nextSegmentId: id })
  }
})

const second = new Int16Array(16_000)
const lastWords = 'so far'

async function start(message: { translateTo?: string | null; language?: string } = {}, server = here) {
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'start', language: 'en', ...message })
  const ready = await client.next('ready')
  return { client, ready }
}
async function watch(server: LiveServer, token: string) {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws/watch`, [LIVE_PROTOCOL, `${WATCH_PREFIX}${token}`])
  const messages: ViewerMessage[] = []
  socket.on('message', (data) => messages.push(parseViewerMessage(String(data))!))
  const closed = once(socket, 'close').then(([code]) => code as number)
  await once(socket, 'open')
  await expect.poll(() => messages[0]?.type, { timeout: 10_000 }).toBe('hello')
  const texts = () => messages.flatMap((message) => (message.type === 'translation' ? [message.text] : []))
  return { socket, messages, closed, texts, wants: (language: string | null) => socket.send(JSON.stringify({ type: 'language', language })) }
}
const finals = (client: LiveClient) => client.messages.flatMap((message) =>
  (message.type === 'translation' && message.status === 'final' ? [message] : []))

describe('a session that is translated', () => {
  it('has each settled passage translated once, with its times, in order, and keeps it (SPEC 8.1, 8.2, 8.4, 8.8)', async () => {
    words = ['good morning', 'sit down', lastWords]
    const { client, ready } = await start({ translateTo: 'vi' })
    expect(ready.translateTo).toBe('vi')
    let seq = client.speak(second)
    await client.next('translation', ({ status }) => status === 'interim')
    seq = client.speak(second, seq)
    await client.next('translation', ({ status, segmentId }) => status === 'final' && segmentId === 0)
    client.speak(second, seq)
    await client.next('translation', ({ status, segmentId }) => status === 'final' && segmentId === 1)
    expect(finals(client)).toEqual([
      { type: 'translation', status: 'final', language: 'vi', segmentId: 0, startMs: 0, endMs: 900, text: 'GOOD MORNING' },
      { type: 'translation', status: 'final', language: 'vi', segmentId: 1, startMs: 1000, endMs: 1900, text: 'SIT DOWN' },
    ])
    // The interim that said the same already served the final, too.
    const asked = provider.requests.map(({ body }) => JSON.parse(body.messages.at(-1).content).lines[0].text as string)
    expect(asked.filter((text) => text === 'good morning')).toHaveLength(1)
    expect(provider.requests[0]!.body.messages[0].content).toContain('into Vietnamese')
    client.send({ type: 'stop' })
    await client.next('ended')
    await expect.poll(async () => [...await getTranslation(house.db, userId, ready.sessionId, 'vi')]).toEqual([
      [0, { text: 'GOOD MORNING', isStale: false }], [1, { text: 'SIT DOWN', isStale: false }],
    ])
    expect(client.messages.flatMap((message) => (message.type === 'translating' ? [message.state] : []))).toContain('busy')
  })

  it('changes its language without a new connection, and refuses one that is not offered (SPEC 8.1)', async () => {
    words = ['one', 'two', lastWords]
    const { client } = await start()
    client.send({ type: 'update', translateTo: 'tlh' })
    expect(await client.next('error')).toMatchObject({ code: 'bad_request' })
    client.send({ type: 'update', translateTo: 'fr' })
    expect(await client.next('updated')).toMatchObject({ translateTo: 'fr' })
    const seq = client.speak(second, client.speak(second))
    await client.next('translation', ({ language, status }) => language === 'fr' && status === 'final')
    client.send({ type: 'update', translateTo: null })
    await client.next('updated', ({ translateTo }) => translateTo === null)
    const before = provider.requests.length
    client.speak(second, seq)
    await client.next('final', ({ segmentId, committed }) => segmentId === 1 && committed)
    expect(provider.requests).toHaveLength(before)
    client.send({ type: 'stop' })
    await client.next('ended')
  })

  it('goes on without translations where the provider is away, says so once, and says when it is back (SPEC 8.5, 8.6)', async () => {
    words = ['one', 'two', 'three', 'four', lastWords]
    const { client, ready } = await start({ translateTo: 'vi' })
    provider.fail({ status: 400 }, { times: Infinity })
    let seq = client.speak(second, client.speak(second, client.speak(second)))
    await client.next('final', ({ segmentId, committed }) => segmentId === 1 && committed)
    await client.next('ack', ({ seq: stored }) => stored === seq - 1)
    expect(await client.next('translating', ({ state }) => state === 'away')).toMatchObject({ code: 'provider_refused' })
    provider.recover()
    seq = client.speak(second, seq)
    expect(await client.next('translation', ({ status }) => status === 'final')).toMatchObject({ segmentId: 2, text: 'THREE' })
    expect(client.messages.filter((message) => message.type === 'translating' && message.state === 'away')).toHaveLength(1)
    client.send({ type: 'stop' })
    await client.next('ended')
    expect(await getTranslation(house.db, userId, ready.sessionId, 'vi').then((lines) => [...lines.keys()])).toContain(2)
  })

  it('says what to set up where nothing translates, and captions go on (SPEC 8.6)', async () => {
    words = ['one', lastWords]
    const bare = await openLiveHouse({ recognizer })
    const server = await bare.startServer()
    const client = await LiveClient.connect(server.port, await addUser(bare.db))
    client.send({ type: 'start', language: 'en', translateTo: 'vi' })
    expect(await client.next('translating')).toMatchObject({ state: 'away', code: 'llm_not_configured' })
    client.speak(second, client.speak(second))
    await client.next('final')
    client.cut()
    await bare.close()
  })

  it('asks about the same words between the same languages once (SPEC 8.7)', async () => {
    words = ['yes', 'yes', 'yes', lastWords]
    const { client } = await start({ translateTo: 'vi' })
    client.speak(second, client.speak(second, client.speak(second)))
    await client.next('translation', ({ status, segmentId }) => status === 'final' && segmentId === 1)
    expect(provider.requests.filter(({ body }) => body.messages.at(-1).content.includes('"yes"'))).toHaveLength(1)
    client.send({ type: 'stop' })
    await client.next('ended')
  })
})

describe('viewers', () => {
  it('choose a language each, here and on another copy, and get what there is of it (SPEC 8.9)', async () => {
    words = ['one', ...Array.from({ length: 90 }, (_, at) => `passage ${at}`)]
    const { client, ready } = await start({ translateTo: 'vi' })
    const { token } = await shareLiveSession(house.db, userId, ready.sessionId)
    let seq = client.speak(second, client.speak(second))
    await client.next('translation', ({ status }) => status === 'final')
    await client.next('ack', ({ seq: stored }) => stored === seq - 1)
    const near = await watch(here, token)
    const far = await watch(elsewhere, token)
    const plain = await watch(here, token)
    expect(near.messages[0]).toMatchObject({ type: 'hello', languages: ['vi'] })
    near.wants('vi')
    await expect.poll(() => near.texts(), { timeout: 10_000 }).toContain('ONE')
    far.wants('fr')
    // The other copy has it made here, from the next words on.
    await expect.poll(() => {
      seq = client.speak(second, seq)
      return far.texts().length
    }, { timeout: 20_000, interval: 500 }).toBeGreaterThan(0)
    expect(provider.requests.some(({ body }) => body.messages[0].content.includes('into French'))).toBe(true)
    expect(near.messages.every((message) => message.type !== 'translation' || message.language === 'vi')).toBe(true)
    expect(far.messages.every((message) => message.type !== 'translation' || message.language === 'fr')).toBe(true)
    expect(plain.texts()).toEqual([])
    client.send({ type: 'stop' })
    await client.next('ended')
  })

  it('have only so many languages made beside the speaker’s, and say nothing else (SPEC 7.2, 8.9)', async () => {
    words = []
    const { client, ready } = await start()
    const { token } = await shareLiveSession(house.db, userId, ready.sessionId)
    const viewer = await watch(here, token)
    const wished = ['de', 'fr', 'it', 'ja', 'ko'].slice(0, limits.liveViewerLanguagesMax + 1)
    for (const language of wished) viewer.wants(language)
    await expect.poll(() => viewer.messages.filter(({ type }) => type === 'error'), { timeout: 10_000 })
      .toMatchObject([{ code: 'live_languages_max' }])
    viewer.socket.send('{"type":"stop"}')
    expect(await viewer.closed).toBe(4400)
    client.cut()
  })

  it('have a language made as long as somebody reads in it, here or on another copy (SPEC 8.9, 8.10)', async () => {
    words = Array.from({ length: 1000 }, (_, at) => `passage ${at}`)
    const timing = { viewerLanguages: { renewMs: 50, keepMs: 400 } }
    const near = await house.startServer(timing)
    const far = await house.startServer(timing)
    const { client, ready } = await start({}, near)
    const { token } = await shareLiveSession(house.db, userId, ready.sessionId)
    const [gone, ...others] = ['de', 'fr', 'it', 'ja', 'ko'].slice(0, limits.liveViewerLanguagesMax)
    const leaving = await watch(near, token)
    leaving.wants(gone!)
    const staying = await Promise.all(others.map(async (language, at) => {
      const viewer = await watch(at === 0 ? far : near, token)
      viewer.wants(language)
      return viewer
    }))
    let seq = 0
    const whenAllRead = (viewers: { texts(): string[] }[]) => {
      const before = viewers.map((viewer) => viewer.texts().length)
      return expect.poll(() => {
        seq = client.speak(second, seq)
        return viewers.every((viewer, at) => viewer.texts().length > before[at]!)
      }, { timeout: 20_000, interval: 100 }).toBe(true)
    }
    await whenAllRead([leaving, ...staying])
    const late = await watch(near, token)
    late.wants('nl')
    await expect.poll(() => late.messages.filter(({ type }) => type === 'error')).toMatchObject([{ code: 'live_languages_max' }])
    leaving.socket.close()
    await whenAllRead([late, ...staying])
    provider.requests.length = 0
    await whenAllRead([late, ...staying])
    const asked = new Set(provider.requests.map(({ body }) => /into (\w+)/.exec(body.messages[0].content)![1]))
    expect([...asked].sort()).toEqual(['Dutch', 'French', 'Italian'])
    client.send({ type: 'stop' })
    await client.next('ended')
    const languages = await listTranslationLanguages(house.db, userId, ready.sessionId)
    expect(languages).toContain(gone)
    expect(await listWantedLanguages(house.db, userId, ready.sessionId)).toEqual([])
  })
})
