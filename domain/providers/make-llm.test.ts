import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type OpenAiStandIn, startOpenAiServer } from '#tests/stand-ins/openai-server'
import type { Llm, LlmRequest, LlmUsage } from './llm'
import { makeLlm } from './make-llm.server'
import { makeProvider, type Provider } from './provider.server'
import type { CallOutcome } from './provider-gate.server'

let server: OpenAiStandIn
let provider: Provider
let llm: Llm
let used: LlmUsage[]
let outcomes: CallOutcome[]

beforeEach(async () => {
  server = await startOpenAiServer()
  used = []
  outcomes = []
  provider = makeProvider({
    baseUrl: server.url, apiKey: 'key', breaker: { failuresMax: 2, openMsMin: 60_000, openMsMax: 60_000 },
    onCall: (_kind, outcome) => outcomes.push(outcome),
  })
  llm = makeLlm({ provider, model: 'small', contextTokens: 2000, onUsage: (_request, usage) => used.push(usage) })
})
afterEach(() => server.close())

const ask = (more: Partial<LlmRequest> = {}): LlmRequest => ({
  userId: 'u', purpose: 'answer', messages: [{ role: 'user', content: 'How are you?' }], outputTokensMax: 100, ...more,
})
/** An outage that asks for no patience, so that retries cost no time. */
const down = { status: 503, retryAfterS: 0 }

async function readAll(stream: ReturnType<Llm['stream']>) {
  const pieces: string[] = []
  for (;;) {
    const next = await stream.next()
    if (next.done) return { pieces, reply: next.value }
    pieces.push(next.value)
  }
}

describe('a completion', () => {
  it('is text with its use, sent with the key and the model', async () => {
    server.answerWith('Very well.')
    expect(await llm.complete(ask())).toEqual({
      text: 'Very well.', usage: { inputTokens: 3, outputTokens: 2, isEstimated: false }, isCutOff: false,
    })
    expect(server.requests[0]).toMatchObject({
      headers: { authorization: 'Bearer key' },
      body: { model: 'small', max_tokens: 100, temperature: 0, messages: [{ role: 'user', content: 'How are you?' }] },
    })
    expect([used.length, outcomes]).toEqual([1, ['done']])
  })

  it('is refused before it is sent where it cannot fit', async () => {
    const messages = [{ role: 'user' as const, content: 'word '.repeat(2000) }]
    await expect(llm.complete(ask({ messages }))).rejects.toMatchObject({ code: 'provider_input_too_long' })
    expect(server.requests).toHaveLength(0)
  })

  it('is tried again after a 500 and a 429', async () => {
    server.fail(down, { times: 2 })
    expect((await llm.complete(ask())).text).toContain('Answer')
    expect(server.requests).toHaveLength(3)
  })

  it('is not waited for where the provider asks for an hour', async () => {
    server.fail({ status: 429, retryAfterS: 3600 })
    await expect(llm.complete(ask())).rejects.toMatchObject({ code: 'provider_busy', retryable: true })
  })

  it('is not tried again where the request is at fault', async () => {
    server.fail({ status: 401 })
    await expect(llm.complete(ask())).rejects.toMatchObject({ code: 'provider_refused', retryable: false })
    expect(server.requests).toHaveLength(1)
  })

  it('ends in time where the server hangs', async () => {
    server.fail('hang')
    await expect(llm.complete(ask({ timeoutMs: 50 }))).rejects.toMatchObject({ code: 'provider_unavailable' })
  })

  it('ends when its caller wishes, without blame for the provider', async () => {
    server.fail('hang', { times: Infinity })
    for (let call = 0; call < 3; call++) {
      await expect(llm.complete(ask({ signal: AbortSignal.timeout(20) }))).rejects.toMatchObject({ code: 'cancelled' })
    }
    expect([outcomes, provider.isOpen('chat')]).toEqual([['cancelled', 'cancelled', 'cancelled'], false])
  })

  it('of garbage is an error that may pass', async () => {
    server.fail('garbage')
    await expect(llm.complete(ask())).rejects.toMatchObject({ code: 'provider_garbled', retryable: true })
  })

  it('learns which parameters a server refuses, once', async () => {
    server.refuseParameters('temperature', 'max_tokens')
    await llm.complete(ask())
    await llm.complete(ask())
    expect(server.requests).toHaveLength(4)
    expect(server.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 100 })
    expect(server.requests.at(-1)?.body).not.toHaveProperty('temperature')
  })
})

describe('the circuit breaker', () => {
  it('holds calls back once so many have failed, for chats alone', async () => {
    server.fail(down, { times: Infinity })
    for (let call = 0; call < 2; call++) await expect(llm.complete(ask())).rejects.toThrow()
    const sent = server.requests.length
    await expect(llm.complete(ask())).rejects.toMatchObject({ code: 'provider_unavailable' })
    expect([server.requests.length, outcomes.at(-1)]).toEqual([sent, 'held_back'])
    expect([provider.isOpen('chat'), provider.isOpen('embeddings')]).toEqual([true, false])
  })

  it('closes again when a probe succeeds', async () => {
    const quick = makeProvider({
      baseUrl: server.url, apiKey: null, breaker: { failuresMax: 1, openMsMin: 0, openMsMax: 0 },
    })
    const model = makeLlm({ provider: quick, model: 'small', contextTokens: 2000 })
    server.fail({ status: 429, retryAfterS: 3600 })
    await expect(model.complete(ask())).rejects.toThrow()
    await model.complete(ask())
    expect(quick.isOpen('chat')).toBe(false)
  })
})

describe('a stream', () => {
  it('comes in pieces and ends with the whole and its use', async () => {
    server.answerWith('One two three.')
    const { pieces, reply } = await readAll(llm.stream(ask()))
    expect(pieces).toEqual(['One', ' two', ' three.'])
    expect(reply).toEqual({ text: 'One two three.', usage: { inputTokens: 3, outputTokens: 3, isEstimated: false }, isCutOff: false })
    expect(used).toHaveLength(1)
  })

  it('estimates its use where the server does not say', async () => {
    server.refuseParameters('stream_options')
    server.answerWith('One two')
    expect((await readAll(llm.stream(ask()))).reply.usage.isEstimated).toBe(true)
  })

  it.each(['cut', 'soft_cut'] as const)('that breaks off (%s) is an error, and what came is counted', async (failure) => {
    server.fail(failure)
    server.answerWith('One two three four.')
    const stream = llm.stream(ask())
    expect((await stream.next()).value).toBe('One')
    await expect(readAll(stream)).rejects.toMatchObject({ code: 'provider_unavailable' })
    expect(used).toMatchObject([{ isEstimated: true }])
  })

  it('ends at the server too when nobody reads on', async () => {
    server.setPace(20)
    server.answerWith('word '.repeat(1000))
    const stream = llm.stream(ask())
    await stream.next()
    await stream.return({ text: '', usage: used[0]!, isCutOff: false })
    expect(used).toMatchObject([{ outputTokens: 2, isEstimated: true }])
    expect(outcomes).toEqual(['cancelled'])
  })

  it('is waited for until its first word, which headers are not, and held back where none comes', async () => {
    server.fail('stall', { times: Infinity })
    for (let call = 0; call < 2; call++) {
      await expect(readAll(llm.stream(ask({ timeoutMs: 50 })))).rejects.toMatchObject({ code: 'provider_unavailable' })
    }
    await expect(readAll(llm.stream(ask()))).rejects.toMatchObject({ code: 'provider_unavailable' })
    expect([server.requests.length, outcomes]).toEqual([2, ['unavailable', 'unavailable', 'held_back']])
  })

  it('that breaks off each time is held back, though it begins each time', async () => {
    server.fail('cut', { times: Infinity })
    server.answerWith('One two three four.')
    for (let call = 0; call < 3; call++) await expect(readAll(llm.stream(ask()))).rejects.toThrow()
    expect([server.requests.length, outcomes]).toEqual([2, ['unavailable', 'unavailable', 'held_back']])
  })
})

describe('an answer in JSON', () => {
  const schema = z.object({ points: z.array(z.string()).max(3) })

  it('is checked, also inside a code fence', async () => {
    server.answerWith('Here you are:\n```json\n{"points": ["a"]}\n```')
    expect((await llm.json(ask(), schema)).value).toEqual({ points: ['a'] })
    expect(server.requests[0]?.body.response_format.json_schema.schema).toMatchObject({ type: 'object', required: ['points'] })
  })

  it('is asked for again with the complaint, once', async () => {
    server.answerWith((messages) => (messages.length === 1 ? '{"points": 1}' : '{"points": []}'))
    const { value, usage } = await llm.json(ask(), schema)
    expect([value, usage.outputTokens]).toEqual([{ points: [] }, 4])
    expect(server.requests[1]?.body.messages.at(-1).content).toContain('points')
  })

  it('that never fits is an error that may pass', async () => {
    server.answerWith('no')
    await expect(llm.json(ask(), schema)).rejects.toMatchObject({ code: 'provider_garbled', retryable: true })
    expect(server.requests).toHaveLength(2)
  })

  it('does without the schema where a server knows none', async () => {
    server.refuseParameters('response_format')
    server.answerWith('{"points": ["a"]}')
    expect((await llm.json(ask(), schema)).value).toEqual({ points: ['a'] })
  })
})
