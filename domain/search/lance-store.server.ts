import { connect, Index, type Connection, type Table } from '@lancedb/lancedb'
import { Field, FixedSizeList, Float32, Float64, Int32, Schema, Utf8 } from 'apache-arrow'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors/app-error'
import { baseLanguage, type SearchFilter } from './search-filter'
import type { PassageVector, VectorHit, VectorQuestion, VectorRecording, VectorStore } from './vector-store'

/** Writers of several processes may meet; whoever comes second begins again. */
const WRITE_ATTEMPTS_MAX = 8
/** From so many vectors on, not every one is looked at: only those in the parts of the space that are nearest. */
const INDEXED_ROWS_MIN = 5_000
/** So many of those parts, of which there are the square root of the number of vectors. */
const PARTS_LOOKED_AT = 30
/** Versions that nobody reads any more are kept for so long, for readers that are in the middle of a search. */
const OLD_VERSIONS_MS = 10 * 60_000

/** Vectors in a folder: LanceDB, which runs inside the process. All processes must see the same folder. */
export function makeLanceStore(folder: string, { indexedRowsMin = INDEXED_ROWS_MIN } = {}): VectorStore {
  let connection: Promise<Connection> | null = null
  const tables = new Map<string, Promise<Table | null>>()
  // Every read looks for newer versions first, which costs a look at one file.
  const open = () => (connection ??= connect(folder, { readConsistencyInterval: 0 }))

  /** The table, or null where there is none yet. */
  async function findTable(name: string): Promise<Table | null> {
    const known = await tables.get(name)
    if (known?.isOpen()) return known
    const found = open().then(async (db) => ((await db.tableNames()).includes(name) ? db.openTable(name) : null))
    tables.set(name, found)
    return found
  }

  async function guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      tables.clear()
      throw unavailable(cause)
    }
  }

  /**
   * Works on the table; `none` where there is none. Another process may have dropped it, or made it anew, since it was
   * opened: a handle that fails is looked up once more.
   */
  async function withTable<T>(name: string, none: T, work: (table: Table) => Promise<T>): Promise<T> {
    const table = await findTable(name)
    if (!table) return none
    try {
      return await work(table)
    } catch (error) {
      if (isConflict(error)) throw error
      tables.delete(name)
      const again = await findTable(name)
      return again ? work(again) : none
    }
  }

  /** Returns false where there is no table. */
  const change = (name: string, work: (table: Table) => Promise<unknown>) => guard(async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await withTable(name, false, async (table) => {
          await work(table)
          return true
        })
      } catch (error) {
        if (attempt === WRITE_ATTEMPTS_MAX || !isConflict(error)) throw error
        await sleep(20 * attempt * (1 + Math.random()))
      }
    }
  })

  return {
    kind: 'lancedb',
    ensure: (name, dimensions) => guard(async () => {
      if (await findTable(name)) return
      const db = await open()
      tables.set(name, db.createEmptyTable(name, schemaOf(dimensions), { mode: 'create', existOk: true }))
      await findTable(name)
    }),
    drop: (name) => guard(async () => {
      const db = await open()
      tables.delete(name)
      if ((await db.tableNames()).includes(name)) await db.dropTable(name)
    }),
    getPrints: (name, recordingId) => guard(async () => {
      const rows = await withTable<{ chunk_index: number; print: string }[]>(name, [], (table) => table.query()
        .where(`recording_id = ${text(recordingId)}`).select(['chunk_index', 'print']).toArray())
      return new Map(rows.map((row) => [row.chunk_index, row.print]))
    }),
    async write(name, recording, vectors) {
      if (vectors.length === 0) return
      const rows = vectors.map((vector) => rowOf(recording, vector))
      const isThere = await change(name, (table) => table.mergeInsert(['recording_id', 'chunk_index'])
        .whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(rows))
      if (!isThere) throw unavailable(new Error(`there is no table ${name}`))
    },
    async remove(name, recordingId, chunkIndexes) {
      if (chunkIndexes?.length === 0) return
      const indexes = chunkIndexes?.map((index) => Math.trunc(index)).join(', ')
      const some = indexes === undefined ? '' : ` and chunk_index in (${indexes})`
      await change(name, (table) => table.delete(`recording_id = ${text(recordingId)}${some}`))
    },
    search: (name, question) => guard(() => withTable(name, [], (table) => findNearest(table, question))),
    count: (name) => guard(() => withTable(name, 0, (table) => table.countRows())),
    tidy: async (name) => void (await change(name, async (table) => {
      await table.optimize({ cleanupOlderThan: new Date(Date.now() - OLD_VERSIONS_MS) })
      await addIndexes(table, indexedRowsMin)
    })),
    async close() {
      const ending = connection
      connection = null
      tables.clear()
      ;(await ending)?.close()
    },
  }
}

const unavailable = (cause: unknown) =>
  new AppError('vectors_unavailable', 'Vectors can’t be read or written right now.', { cause })

const isConflict = (error: unknown) => /conflict/i.test(String(error))

async function findNearest(table: Table, question: VectorQuestion): Promise<VectorHit[]> {
  const rows: { recording_id: string; chunk_index: number; print: string }[] = await table
    .vectorSearch(question.vector).column('vector').distanceType('cosine')
    .distanceRange(undefined, 1 - question.similarityMin)
    .where(conditionOf(question)).select(['recording_id', 'chunk_index', 'print', '_distance'])
    .nprobes(PARTS_LOOKED_AT).limit(question.limit).toArray()
  return rows.map((row): VectorHit => ({
    recordingId: row.recording_id, chunkIndex: row.chunk_index, print: row.print,
  }))
}

async function addIndexes(table: Table, indexedRowsMin: number): Promise<void> {
  const rows = await table.countRows()
  const indexed = new Set((await table.listIndices()).flatMap(({ columns }) => columns))
  const add = async (column: string, config: Index) => {
    if (!indexed.has(column)) await table.createIndex(column, { config })
  }
  if (rows === 0) return
  await add('user_id', Index.bitmap())
  await add('recording_id', Index.btree())
  const numPartitions = Math.round(Math.sqrt(rows))
  if (rows >= indexedRowsMin) await add('vector', Index.ivfFlat({ distanceType: 'cosine', numPartitions }))
}

const schemaOf = (dimensions: number) => new Schema([
  new Field('recording_id', new Utf8()),
  new Field('user_id', new Utf8()),
  new Field('chunk_index', new Int32()),
  new Field('print', new Utf8()),
  new Field('language', new Utf8()),
  new Field('source', new Utf8()),
  new Field('created_ms', new Float64()),
  new Field('vector', new FixedSizeList(dimensions, new Field('item', new Float32()))),
])

const rowOf = (recording: VectorRecording, { chunkIndex, print, vector }: PassageVector) => ({
  recording_id: recording.id, user_id: recording.userId, chunk_index: chunkIndex, print,
  language: recording.language, source: recording.source, created_ms: recording.createdAt.getTime(),
  vector: Array.from(vector),
})

const text = (value: string) => `'${value.replaceAll("'", "''")}'`

function conditionOf({ userId, filter }: { userId: string; filter: SearchFilter }): string {
  const { recordingId, language, source, from, until } = filter
  return [
    `user_id = ${text(userId)}`,
    recordingId ? `recording_id = ${text(recordingId)}` : '',
    language ? `language = ${text(baseLanguage(language))}` : '',
    source ? `source = ${text(source)}` : '',
    from ? `created_ms >= ${from.getTime()}` : '',
    until ? `created_ms < ${until.getTime()}` : '',
  ].filter(Boolean).join(' and ')
}
