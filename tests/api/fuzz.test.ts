import { sql } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import type { Db } from '#db/client.server'
import { addRecording } from '#tests/db/test-accounts'
import { ApiClient } from '#tests/support/api-client'
import { useApiHouse } from '#tests/support/api-house'
import { readOpenApi } from '#tests/support/check-answer'
import { generateValue, type GeneratorOptions, type GeneratorSchema } from '#tests/support/generate-value'
import { makeTestRandom } from '#tests/support/seed'
import { second, text } from '#tests/support/use-uploads'

/** More with STENO_FUZZ_REQUESTS. */
const REQUESTS = Number(process.env.STENO_FUZZ_REQUESTS ?? 300)
/** Below what a plan allows in a minute. */
const REQUESTS_PER_CALLER = 200

interface Operation {
  operationId: string
  method: string
  path: string
  parameters: { name: string; in: string; required: boolean; schema: GeneratorSchema }[]
  json: GeneratorSchema | null
  hasFile: boolean
}

const api = useApiHouse()
const random = makeTestRandom('requests to the API')
let operations: Operation[]

beforeAll(async () => {
  const { paths } = await readOpenApi(api.url)
  operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, described]) => {
    const { operationId, parameters, requestBody } = described as unknown as Pick<Operation, 'operationId' | 'parameters'>
      & { requestBody?: { content: Record<string, { schema: GeneratorSchema }> } }
    const content = requestBody?.content ?? {}
    return {
      operationId, method: method.toUpperCase(), path, parameters, json: content['application/json']?.schema ?? null,
      hasFile: 'multipart/form-data' in content,
    }
  }))
})

/** A user with recordings of every kind and a webhook with a log, beside somebody else's. */
async function newCaller() {
  const { userId, client } = await api.newcomer()
  const { db } = api.house
  const add = (owner: string, until: 'done' | 'failed' | 'queued') =>
    addRecording(db, owner, { until, segments: [{ startMs: 0, endMs: 900, text: 'Good morning.' }] })
  const ids = [
    await add(userId, 'done'), await add(userId, 'done'), await add(userId, 'failed'), await add(userId, 'queued'),
    await add(api.bobId, 'done'),
  ]
  const webhooks = await Promise.all([userId, api.bobId].map((owner) => addWebhook(db, owner)))
  return { client, ids: [...ids, ...webhooks.flat()] }
}

/** Ids of a webhook that can be reached nowhere, and of what it was told and is to be told. */
async function addWebhook(db: Db, userId: string): Promise<string[]> {
  const { rows: [webhook] } = await db.execute<{ id: string }>(sql`
    insert into webhooks (user_id, url, salt, events) values (${userId}, 'https://hooks.invalid/', 'x', '{recording.done}') returning id`)
  const { rows: deliveries } = await db.execute<{ id: string }>(sql`
    insert into webhook_deliveries (user_id, webhook_id, event, event_id, outcome, body)
    values (${userId}, ${webhook!.id}, 'test', 'a', 'failed', '{}'), (${userId}, ${webhook!.id}, 'test', 'b', 'pending', '{}') returning id`)
  return [webhook!.id, ...deliveries.map(({ id }) => id)]
}

/** An address cannot hold half a character. */
const wellFormed = (value: string) => value.replace(/[\ud800-\udfff]/g, '')
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

function addressOf({ path, parameters }: Operation, options: GeneratorOptions): string {
  const query = new URLSearchParams()
  let address = path
  for (const { name, in: place, required, schema } of parameters) {
    const value = textOf(generateValue(schema, options))
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(wellFormed(value) || 'x'))
    if (place === 'query' && (required || random.next() < 0.4)) query.append(name, value)
  }
  return query.size > 0 ? `${address}?${query}` : address
}

/** Sends one; the client holds the answer against the document. */
async function sendOne(operation: Operation, client: ApiClient, options: GeneratorOptions) {
  const path = addressOf(operation, options)
  const headers: Record<string, string> = random.next() < 0.2 ? { 'Idempotency-Key': `k${random.below(5)}` } : {}
  if (operation.hasFile) {
    const type = random.pick(['audio/wav', 'application/octet-stream', 'text/plain'])
    return client.send(operation.method, path, { ...headers, 'Content-Type': type }, random.pick([second, text, Buffer.alloc(0)]))
  }
  if (!operation.json) return client.send(operation.method, path, headers)
  const body = JSON.stringify(generateValue(operation.json, options))
  const type = random.next() < 0.05 ? 'text/plain' : 'application/json'
  return client.send(operation.method, path, { ...headers, 'Content-Type': type }, random.next() < 0.03 ? body.slice(1) : body)
}

it(`answers ${REQUESTS} odd requests as it says that it does, and none with a failure`, { timeout: 600_000 }, async () => {
  // Streams of what is still to come have no end; who follows is tried elsewhere.
  const tried = operations.filter(({ operationId }) => operationId !== 'getRecordingsIdEvents')
  const weights = tried.flatMap((operation) => Array<Operation>(operation.hasFile ? 1 : 4).fill(operation))
  const statuses = new Map<number, number>()
  let caller = await newCaller()
  for (let sent = 0; sent < REQUESTS; sent++) {
    if (sent % REQUESTS_PER_CALLER === REQUESTS_PER_CALLER - 1) caller = await newCaller()
    const operation = random.pick(weights)
    const isGuest = operation.path.startsWith('/auth/')
    const client = isGuest ? new ApiClient(api.url) : caller.client
    const answer = await sendOne(operation, client, { random, ids: caller.ids, junk: 0.08 })
    expect(answer.status, `${operation.operationId}: ${answer.text}`).toBeLessThan(500)
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
  }
  console.info('requests to the API by status:', Object.fromEntries([...statuses].sort()))
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 10)
})
