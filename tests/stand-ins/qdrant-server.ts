import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Point {
  id: string
  payload: Record<string, unknown>
  vector: Record<string, number[] | Sparse>
}

interface Sparse {
  indices: number[]
  values: number[]
}

interface Collection {
  config: { vectors: Record<string, { size: number }>; sparse_vectors?: Record<string, { modifier?: string }> }
  indexes: Record<string, unknown>
  points: Map<string, Point>
}

export interface QdrantStandIn {
  url: string
  /** Method and path of everything asked, oldest first, with its body. */
  requests: { method: string; path: string; body: any; apiKey: string | undefined }[]
  /** Schemas of the payload indexes of a collection, by field. */
  indexesOf(collection: string): Record<string, unknown>
  close(): Promise<void>
}

/**
 * A small server that speaks as much of Qdrant's REST API as Steno uses: collections, payload indexes, points, and the Query API
 * with prefetch and reciprocal rank fusion. Unlike the real one it looks at every point.
 */
export async function startQdrantServer(): Promise<QdrantStandIn> {
  const collections = new Map<string, Collection>()
  const requests: QdrantStandIn['requests'] = []

  function answer(method: string, path: string, body: any): { status: number; result: unknown } {
    const [, , name = '', ...rest] = path.split('/')
    const action = rest.join('/')
    if (!path.startsWith('/collections')) return { status: 404, result: null }
    const found = collections.get(name)
    if (action === 'exists') return { status: 200, result: { exists: found !== undefined } }
    if (method === 'PUT' && action === '') {
      if (found) return { status: 409, result: null }
      collections.set(name, { config: body, indexes: {}, points: new Map() })
      return { status: 200, result: true }
    }
    if (method === 'DELETE' && action === '') return { status: 200, result: collections.delete(name) }
    if (!found) return { status: 404, result: null }
    return { status: 200, result: act(found, `${method} ${action}`, body) }
  }

  const server: Server = createServer((request, response) => {
    void read(request).then((text) => {
      const path = (request.url ?? '').split('?')[0]!
      const body = text ? JSON.parse(text) : null
      requests.push({ method: request.method ?? '', path, body, apiKey: request.headers['api-key'] as string | undefined })
      const { status, result } = answer(request.method ?? '', path, body)
      const state = status === 200 ? 'ok' : { error: 'scripted' }
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ result, status: state, time: 0 }))
    }).catch((error: unknown) => response.writeHead(500).end(JSON.stringify({ status: { error: String(error) } })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    indexesOf: (name) => collections.get(name)?.indexes ?? {},
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

function act(collection: Collection, action: string, body: any): unknown {
  const { points, indexes } = collection
  const fitting = (filter: any) => [...points.values()].filter((point) => fits(point, filter))
  switch (action) {
    case 'PUT index':
      indexes[body.field_name] = body.field_schema
      return { operation_id: 1, status: 'completed' }
    case 'PUT points':
      for (const point of body.points as Point[]) {
        for (const [name, { size }] of Object.entries(collection.config.vectors)) {
          if ((point.vector[name] as number[]).length !== size) throw new Error('wrong dimensions')
        }
        points.set(point.id, point)
      }
      return { operation_id: 1, status: 'completed' }
    case 'POST points/delete':
      for (const { id } of body.filter ? fitting(body.filter) : body.points.map((id: string) => ({ id }))) points.delete(id)
      return { operation_id: 1, status: 'completed' }
    case 'POST points/count':
      return { count: fitting(body.filter).length }
    case 'POST points/scroll': {
      const all = fitting(body.filter).sort((one, other) => (one.id < other.id ? -1 : 1))
      const from = body.offset ? all.findIndex(({ id }) => id >= body.offset) : 0
      return { points: all.slice(from, from + body.limit), next_page_offset: all[from + body.limit]?.id ?? null }
    }
    case 'POST points/query':
      return { points: query(collection, body).slice(0, body.limit) }
    default:
      throw new Error(`no such action: ${action}`)
  }
}

function query(collection: Collection, body: any): Point[] {
  if (body.prefetch) {
    const scores = new Map<Point, number>()
    for (const prefetch of body.prefetch) {
      // Qdrant's own constant is 2, and its ranks begin at 0.
      query(collection, prefetch).slice(0, prefetch.limit)
        .forEach((point, rank) => scores.set(point, (scores.get(point) ?? 0) + 1 / (rank + 2)))
    }
    return [...scores].filter(([point]) => fits(point, body.filter)).sort((one, other) => other[1] - one[1])
      .map(([point]) => point)
  }
  const isSparse = collection.config.sparse_vectors?.[body.using] !== undefined
  const candidates = [...collection.points.values()].filter((point) => fits(point, body.filter))
  const score = (point: Point) => isSparse
    ? dotSparse(collection, body.using, body.query, point.vector[body.using] as Sparse)
    : cosine(body.query, point.vector[body.using] as number[])
  return candidates.map((point) => ({ point, value: score(point) }))
    .filter(({ value }) => (isSparse ? value > 0 : value >= (body.score_threshold ?? -1)))
    .sort((one, other) => other.value - one.value).map(({ point }) => point)
}

function cosine(one: number[], other: number[]): number {
  const dot = one.reduce((sum, value, index) => sum + value * other[index]!, 0)
  return dot / (Math.hypot(...one) * Math.hypot(...other) || 1)
}

function dotSparse({ points }: Collection, name: string, question: Sparse, passage: Sparse): number {
  return question.indices.reduce((sum, word, at) => {
    const place = passage.indices.indexOf(word)
    if (place < 0) return sum
    const holding = [...points.values()].filter(({ vector }) => (vector[name] as Sparse).indices.includes(word)).length
    const rarity = Math.log(1 + (points.size - holding + 0.5) / (holding + 0.5))
    return sum + question.values[at]! * passage.values[place]! * rarity
  }, 0)
}

function fits({ payload }: Point, filter: any): boolean {
  return (filter?.must ?? []).every((condition: any) => {
    const value = payload[condition.key]
    if (condition.match) return value === condition.match.value
    const { gte = -Infinity, lt = Infinity } = condition.range
    return (value as number) >= gte && (value as number) < lt
  })
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
