import { setTimeout as sleep } from 'node:timers/promises'
import type OpenAI from 'openai'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type OpenAiStandIn, startOpenAiServer } from '#tests/stand-ins/openai-server'
import { makeProvider, type Provider, type StreamOptions } from './provider.server'
import type { CallOutcome } from './provider-gate.server'
import { readChat } from './read-chat.server'

let server: OpenAiStandIn
let provider: Provider
let outcomes: CallOutcome[]
beforeEach(async () => {
  server = await startOpenAiServer()
  server.answerWith('one two three four five six seven eight')
  outcomes = []
  provider = makeProvider({ baseUrl: server.url, apiKey: null, onCall: (_kind, outcome) => outcomes.push(outcome) })
})
afterEach(() => server.close())

const patient: StreamOptions = { timeoutMs: 10_000, pauseMs: 10_000, wholeMs: 10_000 }
const silence = { code: 'provider_unavailable', message: expect.stringContaining('in time') }

function stream(options: Partial<StreamOptions> = {}) {
  return provider.stream('chat', { ...patient, ...options }, async (client: OpenAI, signal) => readChat(
    await client.chat.completions.create({ model: 'small', stream: true, messages: [] }, { signal }),
    { text: '', usage: null, finish: null },
  ))
}
async function read(options: Partial<StreamOptions> = {}): Promise<string> {
  let text = ''
  for await (const piece of stream(options)) text += piece
  return text
}

it('has its time-out until the first word alone', async () => {
  server.setPace(60)
  expect(await read({ timeoutMs: 400 })).toBe('one two three four five six seven eight')
  server.fail('stall')
  await expect(read({ timeoutMs: 50 })).rejects.toMatchObject(silence)
  expect(outcomes).toEqual(['done', 'unavailable'])
})

it('ends where it pauses for too long, but not where its reader does', async () => {
  server.fail('freeze')
  await expect(read({ pauseMs: 50 })).rejects.toMatchObject(silence)
  const slowly = stream({ pauseMs: 50 })
  await slowly.next()
  await sleep(100)
  expect((await slowly.next()).value).toBe(' two')
  await slowly.return()
  expect(outcomes).toEqual(['unavailable', 'cancelled'])
})

it('ends where the whole takes too long, however steadily it comes', async () => {
  server.setPace(30)
  await expect(read({ wholeMs: 120 })).rejects.toMatchObject(silence)
  expect(outcomes).toEqual(['unavailable'])
})

it('ends when its caller wishes, without blame', async () => {
  server.setPace(30)
  await expect(read({ signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ code: 'cancelled' })
  expect(outcomes).toEqual(['cancelled'])
})

it('counts calls that were under way when the breaker opened once', async () => {
  server.fail({ status: 503, retryAfterS: 0 }, { times: Infinity })
  const opened = makeProvider({
    baseUrl: server.url, apiKey: null, breaker: { failuresMax: 3, openMsMin: 300, openMsMax: 60_000 },
  })
  const call = () => opened.call('chat', patient, (client, signal) =>
    client.chat.completions.create({ model: 'small', messages: [] }, { signal }))
  await Promise.allSettled(Array.from({ length: 10 }, call))
  server.recover()
  await expect.poll(() => opened.isOpen('chat'), { interval: 10, timeout: 2000 }).toBe(false)
  await call()
})
