import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { startOpenAiServer, type OpenAiStandIn } from '#tests/stand-ins/openai-server'
import { limits } from '../limits/limits'
import { makeProvider } from '../providers/provider.server'
import { getActiveCollection, listLiveCollections } from './collections.server'
import { makeEmbedders, type Embedders } from './embedders.server'
import { makeLanceStore } from './lance-store.server'
import { tendSearch } from './tend-search.server'
import type { VectorStore } from './vector-store'

const test = useDatabase()
const logger = pino({ level: 'silent' })
let folder: string
let server: OpenAiStandIn
let vectors: VectorStore
let model: Embedders
let userId: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'steno-upkeep-'))
  server = await startOpenAiServer()
  vectors = makeLanceStore(folder)
})
beforeEach(async () => {
  await test.db.execute(sql`delete from users`)
  await test.db.execute(sql`delete from embedding_collections`)
  userId = await addUser(test.db)
  model = models('first')
})
afterEach(() => {
  server.recover()
  server.refuseInputs(null)
})
afterAll(async () => {
  await vectors.close()
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** Models of the server's; each of another name is another one. */
function models(wanted: string, url = server.url): Embedders {
  const breaker = { failuresMax: 100, openMsMin: 1, openMsMax: 1 }
  const provider = makeProvider({ baseUrl: url, apiKey: null, breaker })
  return makeEmbedders({ provider, countUsage: () => {} }, wanted)
}

const tend = (using = model) =>
  tendSearch({ db: test.db, vectors, embedders: using, logger }, new AbortController().signal)

async function add(...texts: string[]): Promise<string> {
  const segments = texts.map((text, at) => ({ startMs: at * 60_000, endMs: at * 60_000 + 9000, text }))
  return addRecording(test.db, userId, { segments })
}

/** What the server was asked to embed, text by text, since `from`. */
const asked = (from = 0): string[] => server.requests.slice(from).flatMap(({ body }) => [body.input].flat())

const live = async () => (await listLiveCollections(test.db)).map(({ model: id, status }) => `${id} ${status}`)

/** As if the time that a recording is left alone were over. */
const letTimePass = () => test.db.execute(sql`update embedded_recordings set not_before = now() - interval '1 second'`)

async function noteOf(id: string) {
  const { rows } = await test.db.execute<{ setbacks: number; wait_ms: number; is_done: boolean }>(sql`
    select setbacks, extract(epoch from not_before - clock_timestamp())::float8 * 1000 as wait_ms,
           print is not null as is_done
      from embedded_recordings where recording_id = ${id}`)
  return rows[0]
}

describe('a recording that the model refuses', () => {
  it('holds up nobody, and is asked about ever more rarely', async () => {
    const others = [await add('Apples are red.'), await add('Pears are green.')]
    const poison = await add('This is poison.')
    server.refuseInputs((text) => text.includes('poison'))
    expect(await tend()).toMatchObject({ embedded: 2, hasMore: false })
    for (const id of others) expect(await noteOf(id)).toMatchObject({ is_done: true, setbacks: 0 })
    const first = (await noteOf(poison))!
    expect(first).toMatchObject({ setbacks: 1, is_done: false })

    const before = server.requests.length
    expect(await tend()).toMatchObject({ embedded: 0 })
    expect(asked(before)).toEqual([])
    await letTimePass()
    await tend()
    expect(asked(before)).toEqual(['This is poison.'])
    const second = (await noteOf(poison))!
    expect(second.setbacks).toBe(2)
    expect(second.wait_ms).toBeGreaterThan(1.5 * first.wait_ms)
    expect(second.wait_ms).toBeLessThanOrEqual(limits.embeddingRetryMsMax)

    server.refuseInputs(null)
    await letTimePass()
    expect(await tend()).toMatchObject({ embedded: 1 })
    expect(await noteOf(poison)).toMatchObject({ setbacks: 0, is_done: true, wait_ms: null })
  })

  it('does not keep another model from taking over', async () => {
    await add('Apples are red.')
    await add('This is poison.')
    await tend()
    const second = models('second')
    server.refuseInputs((text) => text.includes('poison'))
    for (let round = 1; round < limits.embeddingSetbacksMax; round++) {
      expect(await tend(second)).toMatchObject({ switched: false })
      await letTimePass()
    }
    expect(await live()).toEqual(['first active', 'second building'])
    expect(await tend(second)).toMatchObject({ switched: true })
    expect(await live()).toEqual(['second active'])
  })

  it('is most of what there is, and then another model does not take over', async () => {
    for (const text of ['Apples are red.', 'Pears are green.', 'Plums are blue.']) await add(text)
    await tend()
    const second = models('second')
    server.refuseInputs((text) => /red|green/.test(text))
    for (let round = 0; round <= limits.embeddingSetbacksMax; round++) {
      expect(await tend(second)).toMatchObject({ switched: false })
      await letTimePass()
    }
    expect(await live()).toEqual(['first active', 'second building'])
  })
})

it('what is too long for a model goes in pieces, and is one passage with one vector', async () => {
  const sentence = 'The quick brown fox jumps over the lazy dog. '
  const id = await add(sentence.repeat(limits.segmentTextCharsMax / sentence.length), 'A short one about zebras.')
  server.refuseInputs((text) => text.length > 1000)
  const before = server.requests.length
  expect(await tend()).toMatchObject({ embedded: 1 })
  expect(asked(before).length).toBeGreaterThan(5)
  const { name } = (await getActiveCollection(test.db))!
  expect((await vectors.getPrints(name, id)).size).toBe(2)
  const { rows } = await test.db.execute(sql`
    select start_ms::int, end_ms::int from transcript_chunks where recording_id = ${id} order by chunk_index`)
  expect(rows).toEqual([{ start_ms: 0, end_ms: 9000 }, { start_ms: 60_000, end_ms: 69_000 }])
})

describe('a model that is down', () => {
  it('lets the vectors of the one before be looked after', async () => {
    await add('Apples are red.')
    await tend()
    await add('Pears are green.')
    const away = models('away', 'http://127.0.0.1:9/v1')
    const both: Embedders = { ...away, find: (name) => (name === 'away' ? away : model).find(name) }
    expect(await tend(both)).toMatchObject({ embedded: 1 })
    expect(await live()).toEqual(['first active'])
  })

  it('and is the one that is searched, does not hold up the one that is to follow', async () => {
    await add('Apples are red.')
    await tend()
    await add('Pears are green.')
    const [away, second] = [models('away', 'http://127.0.0.1:9/v1'), models('second')]
    const both: Embedders = { ...second, find: (name) => (name === 'first' ? away : second).find(name) }
    expect(await tend(both)).toMatchObject({ embedded: 2, switched: true })
  })

  it('ends the round; the one it happened at has others go first, for a moment', async () => {
    await add('Apples are red.')
    await tend()
    const [older, newer] = [await add('Pears are green.'), await add('Plums are blue.')]
    server.fail({ status: 500 }, { times: limits.providerAttemptsMax, path: 'embeddings' })
    expect(await tend()).toMatchObject({ embedded: 0, hasMore: false })
    expect(await noteOf(newer)).toMatchObject({ setbacks: 0, is_done: false })
    expect(await noteOf(older)).toBeUndefined()
    expect(await tend()).toMatchObject({ embedded: 1 })
    expect(await noteOf(older)).toMatchObject({ is_done: true })
    await letTimePass()
    expect(await tend()).toMatchObject({ embedded: 1 })
  })

  it('because its key is not known, speaks against no recording', async () => {
    await add('Apples are red.')
    await tend()
    const id = await add('Pears are green.')
    server.fail({ status: 401 }, { path: 'embeddings' })
    await tend()
    expect(await noteOf(id)).toMatchObject({ setbacks: 0, is_done: false })
  })
})

it('leaves a recording to its own step while that is under way', async () => {
  await add('Apples are red.')
  await tend()
  const id = await add('Pears are green.')
  await test.db.execute(sql`
    insert into recording_steps (recording_id, step, status) values (${id}, 'index', 'running')`)
  await test.db.execute(sql`
    insert into transcript_chunks (recording_id, chunk_index, user_id, segment_from, segment_to, start_ms, end_ms, text,
                                   token_count, print, lexemes)
    values (${id}, 0, ${userId}, 0, 0, 0, 900, 'Pears are green.', 4, 'x', '')`)
  expect(await tend()).toMatchObject({ embedded: 0 })
  await test.db.execute(sql`update recording_steps set status = 'done' where recording_id = ${id}`)
  expect(await tend()).toMatchObject({ embedded: 1 })
})
