import { connect, Index, type Connection, type Table } from '@lancedb/lancedb'
import { Field, FixedSizeList, Float32, Float64, Int32, Schema, Utf8 } from 'apache-arrow'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors/app-error'
import { toUnitLength } from './embedder'
import { baseLanguage, type SearchFilter } from './search-filter'
import type { PassageVector, VectorHit, VectorQuestion, VectorRecording, VectorStore } from './vector-store'

/** Writers of several processes may meet; whoever comes second begins again. */
const WRITE_ATTEMPTS_MAX = 8
/** From so many vectors on, not every one is looked at: only those in the parts of the space that are nearest. */
const INDEXED_ROWS_MIN = 5_000
/** So many of those parts, of which there are the square root of the number of vectors, are looked at in any case. */
const PARTS_MIN = 30
/** And as many as it takes to look at about so many of the vectors that may be found: at all, where there are no more. */
const LOOKED_AT_MIN = 10_000
/** More parts than any index has. */
const ALL_PARTS = 65_536
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

/**
 * By the dot product, which for vectors of length 1 is the cosine: LanceDB's own cosine works out both lengths for
 * every pair, and takes two to four times as long.
 */
const DISTANCE = 'dot'

async function findNearest(table: Table, question: VectorQuestion): Promise<VectorHit[]> {
  const condition = conditionOf(question)
  const rows: { recording_id: string; chunk_index: number; print: string }[] = await table
    .vectorSearch(toUnitLength(question.vector)).column('vector').distanceType(DISTANCE)
    .distanceRange(undefined, 1 - question.similarityMin)
    .where(condition).select(['recording_id', 'chunk_index', 'print', '_distance'])
    .nprobes(await countParts(table, condition)).limit(question.limit).toArray()
  return rows.map((row): VectorHit => ({
    recordingId: row.recording_id, chunkIndex: row.chunk_index, print: row.print,
  }))
}

/**
 * How many parts of the index to look at. Who has few of all vectors, or asks in one recording, may have none in the
 * nearest parts, and costs little in all of them. (LanceDB has a least and a most number, the most for when too little is
 * found; but 0.30 always looks at the most.)
 */
async function countParts(table: Table, condition: string): Promise<number> {
  const [fitting, all] = await Promise.all([table.countRows(condition), table.countRows()])
  if (fitting <= LOOKED_AT_MIN) return ALL_PARTS
  return Math.max(PARTS_MIN, Math.ceil(Math.sqrt(all) * LOOKED_AT_MIN / fitting))
}

async function addIndexes(table: Table, indexedRowsMin: number): Promise<void> {
  const rows = await table.countRows()
  if (rows === 0) return
  const indices = await table.listIndices()
  const namesOf = (column: string) => indices.filter(({ columns }) => columns.includes(column)).map(({ name }) => name)
  if (namesOf('user_id').length === 0) await table.createIndex('user_id', { config: Index.bitmap() })
  if (namesOf('recording_id').length === 0) await table.createIndex('recording_id', { config: Index.btree() })
  const numPartitions = Math.round(Math.sqrt(rows))
  const isFit = (name: string) => partsOf(name) * 2 > numPartitions
  if (rows < indexedRowsMin || namesOf('vector').some(isFit)) return
  const config = Index.ivfFlat({ distanceType: DISTANCE, numPartitions })
  await table.createIndex('vector', { config, name: INDEX_NAME + numPartitions })
  for (const name of namesOf('vector')) await table.dropIndex(name)
}

/** An index is named after what it is: one of another distance, or that the table has outgrown, is replaced. */
const INDEX_NAME = `vector_${DISTANCE}_`
const partsOf = (name: string) => (name.startsWith(INDEX_NAME) ? Number(name.slice(INDEX_NAME.length)) : 0)

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
  vector: Array.from(toUnitLength(vector)),
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
