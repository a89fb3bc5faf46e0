import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { startOpenAiServer, type OpenAiStandIn } from '#tests/stand-ins/openai-server'
import { deleteRecording } from '../recordings/change-recording.server'
import { correctSegment } from '../recordings/segments.server'
import { makeProvider } from '../providers/provider.server'
import { makeMetrics, type Metrics } from '../telemetry/metrics.server'
import { getActiveCollection, listLiveCollections } from './collections.server'
import { makeEmbedders, type Embedders } from './embedders.server'
import { indexRecording } from './index-recording.server'
import { makeLanceStore } from './lance-store.server'
import { makeFindPassages, type FindPassages } from './make-search.server'
import type { SearchRequest } from './search'
import { makeSearchMetrics } from './search-metrics.server'
import { tendSearch } from './tend-search.server'
import type { VectorStore } from './vector-store'

const test = useDatabase()
const logger = pino({ level: 'silent' })
const never = new AbortController().signal
let folder: string
let server: OpenAiStandIn
let vectors: VectorStore
let embedders: Embedders
let remotes: Embedders[]
let metrics: Metrics
let userId: string
let strangerId: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'steno-search-'))
  server = await startOpenAiServer()
  embedders = makeEmbedders({ provider: null, countUsage: () => {} }, null)
  metrics = makeMetrics('test', { defaults: false })
  vectors = makeLanceStore(folder)
})
beforeEach(async () => {
  await test.db.execute(sql`delete from embedding_collections`)
  await test.db.execute(sql`delete from users`)
  userId = await addUser(test.db)
  strangerId = await addUser(test.db)
  remotes = []
})
afterAll(async () => {
  await embedders.close()
  await vectors.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const deps = (using = embedders) => ({ db: test.db, vectors, embedders: using, logger })

/** Embedders with a model on a server of the given address. */
function remote(model: string, url = server.url): Embedders {
  const breaker = { failuresMax: 100, openMsMin: 1, openMsMax: 1 }
  const provider = makeProvider({ baseUrl: url, apiKey: null, breaker })
  const made = makeEmbedders({ provider, countUsage: () => {} }, model)
  remotes.push(made)
  return made
}

const index = (recordingId: string, using = embedders, owner = userId) => indexRecording(deps(using), {
  recordingId, userId: owner, commit: (write) => test.db.transaction(write),
})

async function add(title: string, texts: string[], { owner = userId, using = embedders, language = 'en' } = {}) {
  const segments = texts.map((text, at) => ({ startMs: at * 60_000, endMs: at * 60_000 + 9000, text }))
  const id = await addRecording(test.db, owner, { title, segments })
  await test.db.execute(sql`update recordings set detected_language = ${language} where id = ${id}`)
  return { id, indexed: await index(id, using, owner) }
}

let counted = 0
function finder(using = embedders, store = vectors): FindPassages {
  metrics = makeMetrics(`test${++counted}`, { defaults: false })
  return makeFindPassages({
    db: test.db, vectors: store, findEmbedder: using.find, metrics: makeSearchMetrics(metrics), logger,
  })
}
async function find(text: string, request: Partial<SearchRequest> = {}, using = embedders) {
  const answer = await finder(using)({ userId, text, ...request })
  return { ...answer, titles: answer.passages.map(({ title }) => title) }
}

const talks: [string, string[]][] = [
  ['money', ['We can spend twenty thousand dollars on marketing this quarter, and no more than that.']],
  ['garden', ['Water the tomatoes twice a week, and put the roses where they get enough sunshine.']],
  ['computers', ['The database server crashed last night because its disk was full, so we lost some data.']],
]
const addTalks = async () => {
  for (const [title, texts] of talks) await add(title, texts)
}

describe('search', () => {
  it('finds by meaning what no word of the question says', async () => {
    await addTalks()
    expect((await find('what is our budget for advertising', { mode: 'semantic' })).titles[0]).toBe('money')
    expect((await find('how do I look after my flowers')).titles[0]).toBe('garden')
    expect((await find('machine broke down', { mode: 'semantic' })).titles[0]).toBe('computers')
    expect((await find('machine broke down', { mode: 'exact' })).titles).toEqual([])
  })

  it('puts what has the words and the meaning first, says what to mark and what it corrected', async () => {
    await addTalks()
    const answer = await find('tomatos')
    expect(answer.titles[0]).toBe('garden')
    expect(answer.wanted.words.has('tomatoes')).toBe(true)
    expect(answer.weakness).toBeNull()
    expect((await find('spend dolars')).corrected).toEqual([{ from: 'dolars', to: 'dollars' }])
  })

  it('brings what is needed to quote and to play a passage', async () => {
    const { id } = await add('talk', ['One about apples.', 'Two about pears.'])
    const [passage] = (await find('pears')).passages
    expect(passage)
      .toMatchObject({ recordingId: id, title: 'talk', startMs: 0, endMs: 69_000, language: 'en', hasAudio: true })
    expect(passage?.segments.map(({ idx, text, startMs }) => [idx, text, startMs]))
      .toEqual([[0, 'One about apples.', 0], [1, 'Two about pears.', 60_000]])
    expect(passage?.segments.every((segment) => segment.id > 0)).toBe(true)
  })

  it('goes on where a page ended', async () => {
    for (let at = 0; at < 5; at++) await add(`talk ${at}`, [`Number ${at} about apples.`])
    const pages = [await find('apples', { limit: 3 }), await find('apples', { limit: 3, offset: 3 })]
    expect(pages.map(({ passages, hasMore }) => [passages.length, hasMore])).toEqual([[3, true], [2, false]])
    expect(new Set(pages.flatMap(({ titles }) => titles)).size).toBe(5)
  })

  it('insists on phrases, also where it goes by meaning', async () => {
    await addTalks()
    expect((await find('money "this quarter"')).titles).toEqual(['money'])
    expect((await find('money "that quarter"')).titles).toEqual([])
    expect((await find('money "that quarter"', { mode: 'semantic' })).titles).toEqual([])
  })

  it('shows nobody what is another’s', async () => {
    await add('theirs', ['We can spend twenty thousand dollars on marketing.'], { owner: strangerId })
    const { id } = await add('mine', ['The weather is nice.'])
    const spend = 'spend twenty thousand dollars on marketing'
    for (const mode of ['hybrid', 'semantic', 'exact'] as const) {
      expect((await find(spend, { mode })).titles).not.toContain('theirs')
      expect((await find(spend, { mode, userId: strangerId })).titles).toEqual(['theirs'])
      expect((await find('weather', { mode, userId: strangerId, filter: { recordingId: id } })).titles).toEqual([])
    }
  })
})

describe('the index', () => {
  it('follows corrections, and embeds only what has changed', async () => {
    const { id } = await add('talk', [`${'Apples are red and sweet. '.repeat(12)}`, 'The weather is nice.'])
    const remoteModel = remote('first')
    await test.db.execute(sql`delete from embedding_collections`)
    await index(id, remoteModel)
    const before = server.requests.length
    const { rows: [segment] } = await test.db.execute<{ id: string }>(sql`
      select id from segments where recording_id = ${id} and idx = 1`)
    await correctSegment(test.db, userId, id, Number(segment!.id), 'The zebra is nice.')
    await index(id, remoteModel)
    expect(server.requests.slice(before).map(({ body }) => body.input)).toEqual([['The zebra is nice.']])
    expect((await find('zebra', {}, remoteModel)).titles).toEqual(['talk'])
    expect((await find('weather', { mode: 'exact' }, remoteModel)).titles).toEqual([])
  })

  it('never shows a passage that is not the one that was embedded', async () => {
    const { id } = await add('talk', ['The database server crashed last night.'])
    await test.db.execute(sql`update transcript_chunks set print = 'another', lexemes = '' where recording_id = ${id}`)
    expect((await find('The database server crashed', { mode: 'semantic' })).titles).toEqual([])
  })

  it('lets the vectors of what is deleted go', async () => {
    const { id } = await add('talk', ['Apples are red.'])
    await add('theirs', ['Apples are green.'], { owner: strangerId })
    const { name } = (await getActiveCollection(test.db))!
    const before = await vectors.count(name)
    await deleteRecording(test.db, userId, id)
    await test.db.execute(sql`delete from users where id = ${strangerId}`)
    expect((await tendSearch(deps(), never)).deleted).toBe(2)
    expect(await vectors.count(name)).toBe(before - 2)
  })

  it('removes what it has just written where the recording was deleted meanwhile', async () => {
    const { id } = await add('talk', ['Apples are red.'])
    const { name } = (await getActiveCollection(test.db))!
    const slow: VectorStore = { ...vectors, write: async (...values) => {
      await vectors.write(...values)
      await deleteRecording(test.db, userId, id)
    } }
    await test.db.execute(sql`update transcript_chunks set text = 'Pears', print = 'new' where recording_id = ${id}`)
    const collection = (await getActiveCollection(test.db))!
    const { embedRecording } = await import('./embed-recording.server')
    const embedder = embedders.find(collection.model)!
    expect(await embedRecording({ ...deps(), vectors: slow, embedder, collection, recordingId: id }))
      .toEqual({ outcome: 'nothing' })
    expect((await vectors.getPrints(name, id)).size).toBe(0)
  })

  it('embeds everything anew for another model, and searches the old vectors until all are there', async () => {
    await addTalks()
    const old = (await getActiveCollection(test.db))!
    const wanted = remote('second')
    // A new recording, while the other collection is being built, is in both.
    await add('news', ['The election was won by a landslide.'], { using: wanted })
    expect((await listLiveCollections(test.db)).map(({ model, status }) => [model, status]))
      .toEqual([[old.model, 'active'], ['second', 'building']])
    expect((await find('who won the vote', { mode: 'semantic' }, wanted)).titles[0]).toBe('news')
    expect(await tendSearch(deps(wanted), never)).toMatchObject({ embedded: 3, switched: true })
    expect((await getActiveCollection(test.db))?.model).toBe('second')
    expect((await find('landslide election', { mode: 'semantic' }, wanted)).titles[0]).toBe('news')
    expect(await vectors.count(old.name)).toBe(0)
    expect(await tendSearch(deps(wanted), never)).toMatchObject({ embedded: 0, switched: false })
  })

  it('fills a store that was lost', async () => {
    await addTalks()
    await vectors.drop((await getActiveCollection(test.db))!.name)
    expect(await tendSearch(deps(), never)).toMatchObject({ embedded: 3 })
    expect((await find('how do I look after my flowers', { mode: 'semantic' })).titles[0]).toBe('garden')
    expect(await tendSearch(deps(), never)).toMatchObject({ embedded: 0 })
  })

  it('makes passages of transcripts of before there was search', async () => {
    const segments = [{ startMs: 0, endMs: 900, text: 'Apples are red.' }]
    await addRecording(test.db, userId, { title: 'old', segments })
    expect(await tendSearch(deps(), never)).toMatchObject({ chunked: 1, embedded: 1 })
    expect((await find('apples')).titles).toEqual(['old'])
  })
})

describe('what is down', () => {
  it('leaves the words, and says that the meaning is missing', async () => {
    const away = remote('away', 'http://127.0.0.1:9/v1')
    const { indexed } = await add('talk', ['Apples are red.'], { using: away })
    expect(indexed).toEqual({ weakness: 'embedder_unavailable', passages: 1, vectors: 0 })
    expect(await find('apples', {}, away)).toMatchObject({ titles: ['talk'], weakness: 'not_indexed' })
    // Upkeep makes up for it, once the model is there.
    expect(await tendSearch(deps(away), never)).toMatchObject({ embedded: 0 })
    expect(await tendSearch(deps(), never)).toMatchObject({ embedded: 1 })
    expect(await find('apples')).toMatchObject({ titles: ['talk'], weakness: null })
  })

  it('is named and counted: the model', async () => {
    const model = remote('third')
    await add('talk', ['Apples are red.'], { using: model })
    server.fail({ status: 500 }, { times: Infinity, path: 'embeddings' })
    for (const mode of ['hybrid', 'semantic'] as const) {
      expect(await find('apples', { mode }, model)).toMatchObject({ titles: ['talk'], weakness: 'embedder_unavailable' })
    }
    expect((await metrics.render()).text)
      .toMatch(/steno_searches_total\{mode="semantic",weakness="embedder_unavailable".*\} 1/)
    expect(await find('apples', { mode: 'exact' }, model)).toMatchObject({ titles: ['talk'], weakness: null })
    server.recover()
  })

  it('is named: the vectors', async () => {
    await add('talk', ['Apples are red.'])
    const broken = makeLanceStore('/dev/null/vectors')
    const answer = await finder(embedders, broken)({ userId, text: 'apples' })
    expect(answer.weakness).toBe('vectors_unavailable')
    expect(answer.passages).toHaveLength(1)
    const indexed = await indexRecording({ ...deps(), vectors: broken }, {
      recordingId: answer.passages[0]!.recordingId, userId, commit: (write) => test.db.transaction(write),
    })
    expect(indexed.weakness).toBe('vectors_unavailable')
  })

  it('is named: a language that the model does not understand', async () => {
    const { indexed } = await add('họp', ['Cuộc họp bàn về ngân sách quý ba.'], { language: 'vi' })
    expect(indexed).toEqual({ weakness: 'language_not_supported', passages: 1, vectors: 0 })
    for (const mode of ['hybrid', 'semantic'] as const) {
      expect(await find('ngân sách', { mode })).toMatchObject({ titles: ['họp'], weakness: 'language_not_supported' })
    }
    expect((await find('ngan sach')).titles).toEqual(['họp'])
  })
})
