import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EmbeddingCollection } from '#db/schema/embedding-collections'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { embedWords } from '#tests/stand-ins/word-vectors'
import { getActiveCollection } from './collections.server'
import { embedRecording } from './embed-recording.server'
import type { Embedder } from './embedder'
import type { Embedders } from './embedders.server'
import { indexRecording } from './index-recording.server'
import { makeLanceStore } from './lance-store.server'
import { tendSearch } from './tend-search.server'
import type { VectorStore } from './vector-store'

const DIMENSIONS = 16
const test = useDatabase()
const logger = pino({ level: 'silent' })
let folder: string
let vectors: VectorStore
let userId: string
let id: string
let collection: EmbeddingCollection

/** A model that knows no more of a text than its words, which is enough here. */
const embedder: Embedder = {
  model: 'words', languages: null, similarityMin: 0.1, similaritySure: null, close: async () => undefined,
  embed: async (texts) => texts.map((text) => Float32Array.from(embedWords(text, DIMENSIONS))),
}
const embedders: Embedders = { wanted: 'words', find: () => embedder, close: async () => undefined }

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'steno-embed-'))
  vectors = makeLanceStore(folder)
})
beforeEach(async () => {
  await test.db.execute(sql`delete from users`)
  userId = await addUser(test.db)
  id = await addRecording(test.db, userId, { segments: [{ startMs: 0, endMs: 900, text: 'Apples are red.' }] })
  await index()
  collection = (await getActiveCollection(test.db))!
  await say('Pears are green.')
})
afterAll(async () => {
  await vectors.close()
  await rm(folder, { recursive: true, force: true })
})

const deps = () => ({ db: test.db, vectors, embedders, logger })
const index = (store = vectors) => indexRecording({ ...deps(), vectors: store }, {
  recordingId: id, userId, commit: (write) => test.db.transaction(write),
})
const tend = () => tendSearch(deps(), new AbortController().signal)

/** Another text in place of the recording's, whose vectors are to be made yet. */
async function say(text: string): Promise<void> {
  await test.db.execute(sql`update segments set text = ${text} where recording_id = ${id}`)
  await test.db.execute(sql`
    update transcript_chunks set text = ${text}, print = md5(${text}) where recording_id = ${id}`)
  await test.db.execute(sql`update embedded_recordings set print = null where recording_id = ${id}`)
}

async function isUpToDate(): Promise<boolean> {
  const { rows } = await test.db.execute<{ print: string }>(sql`
    select print from transcript_chunks where recording_id = ${id}`)
  const stored = await vectors.getPrints(collection.name, id)
  return stored.get(0)?.split('.')[0] === rows[0]!.print
}

/** A promise to be kept from outside. */
function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { open, passed }
}

/** Upkeep that has read the passages, and writes its vectors only when the gate opens. */
function beginSlowly() {
  const [asked, go] = [gate(), gate()]
  const slow: Embedder = { ...embedder, embed: async (texts, options) => {
    asked.open()
    await go.passed
    return embedder.embed(texts, options)
  } }
  const done = embedRecording({ ...deps(), embedder: slow, collection, recordingId: id })
  return { asked: asked.passed, finish: async () => { go.open(); await done } }
}

describe('two who embed a recording at once, one of them an older text', () => {
  it('leave none of it behind where the older is written after the newer was done', async () => {
    const older = beginSlowly()
    await older.asked
    await test.db.execute(sql`update segments set text = 'Zebras are striped.' where recording_id = ${id}`)
    await index()
    await older.finish()
    await tend()
    expect(await isUpToDate()).toBe(true)
    expect(await tend()).toMatchObject({ embedded: 0 })
  })

  it('leave none of it behind where the older is done between the newer’s last vector and its note', async () => {
    const older = beginSlowly()
    await older.asked
    await test.db.execute(sql`update segments set text = 'Zebras are striped.' where recording_id = ${id}`)
    await index({ ...vectors, remove: async (...values) => {
      await vectors.remove(...values)
      await older.finish()
    } })
    await tend()
    expect(await isUpToDate()).toBe(true)
    expect(await tend()).toMatchObject({ embedded: 0 })
  })
})
