import { createHash } from 'node:crypto'
import { QdrantClient } from '@qdrant/js-client-rest'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { toSparse, toSparseQuestion } from './qdrant-words'
import { baseLanguage, type SearchFilter } from './search-filter'
import type {
  PassageVector, VectorHit, VectorQuestion, VectorRecording, VectorStore, WeighedWord,
} from './vector-store'

export interface QdrantOptions {
  url: string
  apiKey: string | null
}

/** Points of one request. */
const POINTS_MAX = 256
const MEANING = 'meaning'
const WORDS = 'words'

/** What a point carries beside its vectors. */
interface Payload {
  recording_id: string
  user_id: string
  chunk_index: number
  print: string
  language: string
  source: string
  created_ms: number
}

/**
 * Vectors in a Qdrant server: one collection for all users, laid out by owner (`is_tenant`), with the words of each
 * passage as a sparse vector beside it, so that the server itself fuses meaning and words.
 */
export function makeQdrantStore({ url, apiKey }: QdrantOptions): VectorStore {
  const client = new QdrantClient({
    url, ...(apiKey && { apiKey }), timeout: limits.vectorStoreCallMsMax, checkCompatibility: false,
  })
  /** Collections that are there, as far as this process knows. */
  const known = new Set<string>()

  async function guard<T>(name: string, work: () => Promise<T>, missing?: { is: T }): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      // Another process dropped it, or the server lost what it had: the next `ensure` makes it again.
      if (isMissing(cause)) known.delete(name)
      if (missing && isMissing(cause)) return missing.is
      throw new AppError('vectors_unavailable', 'Vectors can’t be read or written right now.', { cause })
    }
  }

  async function make(name: string, dimensions: number): Promise<void> {
    const { exists } = await client.collectionExists(name)
    // Another process may make it at the same moment: then it is there.
    if (!exists) await client.createCollection(name, {
      vectors: { [MEANING]: { size: dimensions, distance: 'Cosine', on_disk: true } },
      sparse_vectors: { [WORDS]: { modifier: 'idf' } },
    }).catch((error: unknown) => {
      if (statusOf(error) !== 409) throw error
    })
    // The server takes a second wish for the same index for granted.
    await client.createPayloadIndex(name, {
      field_name: 'user_id', field_schema: { type: 'keyword', is_tenant: true }, wait: true,
    })
    for (const field of ['recording_id', 'language', 'source'] as const) {
      await client.createPayloadIndex(name, { field_name: field, field_schema: 'keyword', wait: true })
    }
    await client.createPayloadIndex(name, { field_name: 'created_ms', field_schema: 'integer', wait: true })
    known.add(name)
  }

  const nearest = ({ vector, similarityMin, userId, filter, limit }: VectorQuestion) => ({
    query: Array.from(vector), using: MEANING, score_threshold: similarityMin, filter: filterOf(userId, filter), limit,
  })

  const withWords = ({ userId, filter, limit }: VectorQuestion, words: readonly WeighedWord[]) => ({
    query: toSparseQuestion(words), using: WORDS, filter: filterOf(userId, filter), limit,
  })

  return {
    kind: 'qdrant',
    ensure: (name, dimensions) => guard(name, async () => {
      if (!known.has(name)) await make(name, dimensions)
    }),
    drop: (name) => guard(name, async () => {
      known.delete(name)
      await client.deleteCollection(name)
    }, { is: undefined }),
    getPrints: (name, recordingId) => guard(name, async () => {
      const prints = new Map<number, string>()
      let offset: string | number | Record<string, unknown> | null | undefined
      do {
        const page = await client.scroll(name, {
          filter: { must: [matches('recording_id', recordingId)] },
          with_payload: ['chunk_index', 'print'], limit: POINTS_MAX,
          ...(offset != null && { offset: offset as string }),
        })
        for (const { payload } of page.points) {
          const { chunk_index: index, print } = payloadOf(payload)
          prints.set(index, print)
        }
        offset = page.next_page_offset
      } while (offset != null)
      return prints
    }, { is: new Map<number, string>() }),
    write: (name, recording, vectors) => guard(name, async () => {
      for (let at = 0; at < vectors.length; at += POINTS_MAX) {
        await client.upsert(name, {
          wait: true, points: vectors.slice(at, at + POINTS_MAX).map((vector) => pointOf(recording, vector)),
        })
      }
    }),
    remove: (name, recordingId, chunkIndexes) => guard(name, async () => {
      if (chunkIndexes?.length === 0) return
      await client.delete(name, chunkIndexes
        ? { wait: true, points: chunkIndexes.map((index) => pointId(recordingId, index)) }
        : { wait: true, filter: { must: [matches('recording_id', recordingId)] } })
    }, { is: undefined }),
    search: (name, question) => guard(name, async () =>
      hitsOf(await client.query(name, { ...nearest(question), with_payload: true })), { is: [] }),
    searchHybrid: (name, question, words) => guard(name, async () => hitsOf(await client.query(name, {
      prefetch: [nearest(question), ...(words.length > 0 ? [withWords(question, words)] : [])],
      query: { fusion: 'rrf' },
      // Each half is filtered already; the whole is as well, so that no slip in one shows anybody else's.
      filter: filterOf(question.userId, question.filter),
      limit: question.limit, with_payload: true,
    })), { is: [] }),
    count: (name) => guard(name, async () => (await client.count(name, { exact: true })).count, { is: 0 }),
    // Qdrant does so by itself.
    tidy: async () => undefined,
    close: async () => undefined,
  }
}

const statusOf = (error: unknown) => (error as { status?: number } | null)?.status
const isMissing = (error: unknown) => statusOf(error) === 404

/** The same for the same passage, so that writing again replaces. */
function pointId(recordingId: string, chunkIndex: number): string {
  const hex = createHash('sha256').update(`${recordingId} ${chunkIndex}`).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return parts.join('-')
}

function pointOf(recording: VectorRecording, { chunkIndex, print, vector, tokens }: PassageVector) {
  const payload: Payload = {
    recording_id: recording.id, user_id: recording.userId, chunk_index: chunkIndex, print,
    language: recording.language, source: recording.source, created_ms: recording.createdAt.getTime(),
  }
  return {
    id: pointId(recording.id, chunkIndex), payload: { ...payload },
    vector: { [MEANING]: Array.from(vector), [WORDS]: toSparse(tokens) },
  }
}

/** As `pointOf` has written it: the collection is this installation's own. */
const payloadOf = (payload: unknown) => payload as Payload

const matches = (key: keyof Payload, value: string) => ({ key, match: { value } })

function filterOf(userId: string, { recordingId, language, source, from, until }: SearchFilter) {
  return {
    must: [
      matches('user_id', userId),
      ...(recordingId ? [matches('recording_id', recordingId)] : []),
      ...(language ? [matches('language', baseLanguage(language))] : []),
      ...(source ? [matches('source', source)] : []),
      ...(from ? [{ key: 'created_ms', range: { gte: from.getTime() } }] : []),
      ...(until ? [{ key: 'created_ms', range: { lt: until.getTime() } }] : []),
    ],
  }
}

function hitsOf({ points }: { points: { payload?: Record<string, unknown> | null | undefined }[] }): VectorHit[] {
  return points.map(({ payload }) => {
    const { recording_id: recordingId, chunk_index: chunkIndex, print } = payloadOf(payload)
    return { recordingId, chunkIndex, print }
  })
}
