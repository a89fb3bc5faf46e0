import { beforeAll, describe, expect, it } from 'vitest'
import { useAnsweringModel } from '#tests/support/answering-model'
import { useApiHouse } from '#tests/support/api-house'
import { misfitOf, readOpenApi } from '#tests/support/check-answer'
import { useIndexedLibrary } from '#tests/support/indexed-library'
import { readEvents, type ReadEvent } from '#tests/support/read-events'
import type { SearchQuery } from '../../client/steno-client'

const model = useAnsweringModel('You can spend 20,000 dollars. [1]')
const api = useApiHouse({}, { env: model.env })
const library = useIndexedLibrary(() => api.house)
let id: string

beforeAll(async () => {
  const budget = ['Good morning, everybody.', 'We can spend twenty thousand dollars on marketing this quarter.']
  id = await library.add(api.annId, 'Budget talk', budget)
  await library.add(api.annId, 'Garden', ['Water the tomatoes twice a week.', 'We also spend dollars on seeds this quarter.'])
  await library.add(api.bobId, 'Bob’s', ['We can spend a million dollars on marketing this quarter.'])
})

describe('POST /search/semantic', () => {
  it('finds by meaning, with places and what to mark', async () => {
    const found = await api.ann.steno.search({ query: 'how much money for advertising', mode: 'semantic' })
    expect(found).toMatchObject({ weakness: null, corrected: [] })
    expect(found.items[0]).toMatchObject({ recordingId: id, title: 'Budget talk', language: 'en' })
    const words = await api.ann.steno.search({ query: 'marketng dollars' })
    expect(words.corrected).toEqual([{ from: 'marketng', to: 'marketing' }])
    const segment = words.items[0]!.segments.at(-1)!
    expect(segment.marks.map(({ start, end }) => segment.text.slice(start, end))).toContain('dollars')
  })

  it('refuses what the database would not understand', async () => {
    const odd = [{ language: 'a\0b' }, { from: '0000-01-01T00:00:00Z' }, { until: '9999-12-31T23:59:59-14:00' }]
    for (const more of odd) await api.ann.refused('bad_request', 'POST', '/search/semantic', { query: 'budget', ...more })
  })

  it('narrows down, and goes on page by page', async () => {
    const query = { query: 'dollars', mode: 'exact' as const, limit: 1 }
    const first = await api.ann.steno.search(query)
    const next = await api.ann.steno.search({ ...query, cursor: first.nextCursor })
    expect([first, next].map(({ items }) => items[0]!.title).sort()).toEqual(['Budget talk', 'Garden'])
    expect(next.nextCursor).toBeNull()
    const narrow = async (filter: Partial<SearchQuery>) =>
      (await api.ann.steno.search({ query: 'dollars', mode: 'exact', ...filter })).items.length
    expect(await narrow({ recordingId: id })).toBe(1)
    expect(await narrow({ source: 'realtime' })).toBe(0)
    expect(await narrow({ from: '2999-01-01T00:00:00Z' })).toBe(0)
    expect(await narrow({ until: '2999-01-01T00:00:00+07:00' })).toBe(2)
  })

  it.each([
    ['query', { query: ' ' }], ['mode', { query: 'a', mode: 'magic' }], ['cursor', { query: 'a', cursor: '-1' }],
    ['limit', { query: 'a', limit: 1000 }], ['from', { query: 'a', from: 'yesterday' }],
  ])('refuses a bad %s', async (field, body) => {
    expect((await api.ann.refused('bad_request', 'POST', '/search/semantic', body)).json.field).toBe(field)
  })
})

describe('POST /rag/ask', () => {
  const question = { question: 'How much can we spend on marketing?' }

  it('answers with what it rests on', async () => {
    const answer = await api.ann.steno.ask(question)
    expect(answer).toMatchObject({
      method: 'llm', outcome: 'found', weaknesses: [], answer: 'You can spend 20,000 dollars. [1]',
      citations: [{ number: 1, title: expect.any(String), recordingId: id, quote: 'Good morning, everybody.' }],
    })
    expect(JSON.stringify(answer)).not.toContain('million')
    const { conversationId } = answer
    expect((await api.ann.steno.ask({ question: 'And after that?', conversationId })).conversationId).toBe(conversationId)
    const events: string[] = []
    for await (const { event } of api.ann.steno.askEvents(question)) events.push(event)
    expect(events).toEqual(['asked', 'claim', 'answered'])
  })

  it('streams the answer to whoever wants events, and again where it is asked for again', async () => {
    const document = await readOpenApi(api.url)
    const media = document.paths['/rag/ask']!.post!.responses['200']!.content!['text/event-stream']!
    const shapes = media.schema['x-events'] as Record<string, Record<string, unknown>>
    const ask = async () => {
      const headers = { 'Accept': 'text/event-stream', 'Content-Type': 'application/json', 'Idempotency-Key': 'ask-1' }
      const response = await api.ann.open('POST', '/rag/ask', headers, JSON.stringify(question))
      const events: ReadEvent[] = []
      for await (const event of readEvents(response)) events.push(event)
      return { response, events }
    }
    const { events, response } = await ask()
    expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
    expect(events.map(({ event }) => event)).toEqual(['asked', 'claim', 'answered'])
    for (const { event, data } of events) expect(misfitOf(document, shapes[event]!, data)).toBeNull()
    expect(events[1]!.data.citations).toHaveLength(1)
    const again = await ask()
    expect(again.response.headers.get('Idempotent-Replay')).toBe('true')
    expect(again.events).toEqual(events)
  })

  it('answers in extracts where the language model is down', async () => {
    model.server.fail({ status: 401 }, { times: Infinity })
    const answer = await api.ann.steno.ask(question)
    expect(answer).toMatchObject({ method: 'extractive', weaknesses: ['llm_unavailable'] })
    // A program that shows the text alone shows what was said, and by its numbers where.
    expect(answer.answer).toContain('We can spend twenty thousand dollars on marketing this quarter.” [')
    expect(answer.answer.split('\n')).toHaveLength(answer.citations.length)
  })

  it('can be asked again under the same name by whoever could not wait for the answer', async () => {
    model.server.fail('hang', { times: Infinity })
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'left' }
    const leaving = new AbortController()
    const asked = model.server.requests.length
    const left = api.ann.open('POST', '/rag/ask', headers, JSON.stringify(question), leaving.signal)
    await expect.poll(() => model.server.requests.length, { timeout: 20_000 }).toBeGreaterThan(asked)
    leaving.abort()
    await expect(left).rejects.toThrow()
    model.server.recover()
    model.server.answerWith('You can spend 20,000 dollars. [1]')
    const again = async () => (await api.ann.open('POST', '/rag/ask', headers, JSON.stringify(question))).status
    await expect.poll(again, { interval: 100, timeout: 20_000 }).toBe(200)
  })

  it('refuses by its status what cannot be asked, also where events are wanted', async () => {
    const events = { Accept: 'text/event-stream' }
    expect((await api.ann.refused('bad_request', 'POST', '/rag/ask', { question: '' }, events)).json.field).toBe('question')
    await api.ann.refused('not_found', 'POST', '/rag/ask', { ...question, conversationId: 'x' }, events)
  })
})
