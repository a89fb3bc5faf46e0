import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeQdrantStore, type QdrantOptions } from '#domain/search/qdrant-store.server'
import { tokenize } from '#domain/search/tokens'
import type { VectorStore } from '#domain/search/vector-store'
import { startQdrantServer, type QdrantStandIn } from '#tests/stand-ins/qdrant-server'
import { describeVectorStore } from './vector-store.contract'

let server: QdrantStandIn
beforeAll(async () => {
  server = await startQdrantServer()
})
afterAll(() => server.close())

const openWith = (options: () => QdrantOptions) => async () => ({
  store: makeQdrantStore(options()),
  openAgain: () => makeQdrantStore(options()),
  openBroken: () => makeQdrantStore({ url: 'http://127.0.0.1:9', apiKey: null }),
})

describeVectorStore('Qdrant (stand-in)', openWith(() => ({ url: server.url, apiKey: null })))

const { QDRANT_URL: realUrl, QDRANT_API_KEY: realKey } = process.env
if (!realUrl) console.warn('SKIPPED: the contract of vector stores on a real Qdrant (set QDRANT_URL); it is tried against a stand-in.')
describe.skipIf(!realUrl)('a real server', () => {
  describeVectorStore('Qdrant', openWith(() => ({ url: realUrl!, apiKey: realKey ?? null })))
  describeHybrid('Qdrant', () => ({ url: realUrl!, apiKey: realKey ?? null }))
})
describeHybrid('Qdrant (stand-in)', () => ({ url: server.url, apiKey: null }))

function describeHybrid(name: string, options: () => QdrantOptions): void {
  describe(`${name}: words and meaning at once`, () => {
    const collection = `words_${randomUUID().slice(0, 8)}`
    const [me, you, recordingId] = [randomUUID(), randomUUID(), randomUUID()]
    let store: VectorStore
    const passage = (chunkIndex: number, vector: number[], text: string) =>
      ({ chunkIndex, print: text, vector: Float32Array.from(vector), tokens: tokenize(text) })
    beforeAll(async () => {
      store = makeQdrantStore(options())
      await store.ensure(collection, 2)
      const of = { id: recordingId, userId: me, language: 'en', source: 'upload' as const, createdAt: new Date() }
      await store.write(collection, of, [
        passage(0, [1, 0], 'apples and pears'), passage(1, [0.9, 0.1], 'a rare zebra'), passage(2, [0, 1], 'zebra apples'),
        passage(3, [0, -1], 'nothing of either'),
      ])
      await store.write(collection, { ...of, id: randomUUID(), userId: you }, [passage(0, [1, 0], 'a rare zebra of yours')])
    })
    afterAll(() => store.drop(collection))

    const ask = async (userId: string, words: string[]) => (await store.searchHybrid!(collection, {
      userId, vector: Float32Array.from([1, 0]), similarityMin: 0.5, filter: {}, limit: 10,
    }, words.map((word) => ({ word, weight: 1 })))).map(({ print }) => print)

    it('puts what has both first, and leaves out what has neither', async () => {
      const found = await ask(me, ['zebra'])
      expect(found[0]).toBe('a rare zebra')
      expect(new Set(found)).toEqual(new Set(['a rare zebra', 'apples and pears', 'zebra apples']))
      expect(await ask(me, [])).toEqual(['apples and pears', 'a rare zebra'])
    })

    it('shows nobody what is another’s', async () => {
      expect(await ask(you, ['zebra'])).toEqual(['a rare zebra of yours'])
      expect(await ask(randomUUID(), ['zebra'])).toEqual([])
    })
  })
}

describe('Qdrant’s requests', () => {
  it('make one collection with the owner as its tenant, and carry the key', async () => {
    const store = makeQdrantStore({ url: server.url, apiKey: 'secret' })
    await store.ensure('tenants', 2)
    expect(server.indexesOf('tenants')).toMatchObject({ user_id: { type: 'keyword', is_tenant: true } })
    expect(server.requests.at(-1)?.apiKey).toBe('secret')
    await store.drop('tenants')
  })

  it('filter by the owner in every part of a query', async () => {
    const store = makeQdrantStore({ url: server.url, apiKey: null })
    const owner = randomUUID()
    const question = { userId: owner, vector: Float32Array.from([1, 0]), similarityMin: 0, filter: {}, limit: 5 }
    await store.ensure('owners', 2)
    await store.searchHybrid!('owners', question, [{ word: 'a', weight: 1 }])
    const { body } = server.requests.at(-1)!
    const mine = { must: [{ key: 'user_id', match: { value: owner } }] }
    expect([body.filter, ...body.prefetch.map(({ filter }: { filter: unknown }) => filter)]).toEqual([mine, mine, mine])
    expect(body.query).toEqual({ fusion: 'rrf' })
    await store.drop('owners')
  })
})
