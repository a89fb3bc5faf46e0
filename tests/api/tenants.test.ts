import { beforeAll, describe, expect, it } from 'vitest'
import { scopes } from '#domain/api-keys/scopes'
import { addRecording } from '#tests/db/test-accounts'
import { ApiClient } from '#tests/support/api-client'
import { useApiHouse } from '#tests/support/api-house'
import type { Access, Endpoint } from '../../app/api/endpoint'
import { endpoints } from '../../app/api/endpoints'

const api = useApiHouse()
let annsId: string
let annsFailedId: string
let annsWebhookId: string
let annsDeliveryId: string
let annsUploadId: string
beforeAll(async () => {
  annsId = await addRecording(api.house.db, api.annId, { title: 'Ann’s', segments: [{ startMs: 0, endMs: 900, text: 'A secret.' }] })
  const { json } = await api.ann.post('/uploads', { fileName: 'Ann’s upload.wav', size: 1000 })
  annsUploadId = json.id
  annsFailedId = await addRecording(api.house.db, api.annId, { title: 'Ann’s too', until: 'failed' })
  const { id } = await api.ann.steno.webhooks.create({ url: 'https://hooks.invalid/ann', description: 'Ann’s' })
  annsWebhookId = id
  annsDeliveryId = (await api.ann.steno.webhooks.test(id)).id
})

/** A body that each endpoint takes, so that nothing but the caller can be at fault. */
const bodies: Record<string, unknown> = {
  '/recordings/:id': { title: 'Bob’s now' },
  '/search/semantic': { query: 'secret' },
  '/rag/ask': { question: 'What is the secret?' },
  '/webhooks': { url: 'https://hooks.invalid/bob' },
  '/webhooks/:id': { url: 'https://hooks.invalid/bob' },
  '/webhooks/:id/rotate-secret': {},
}
const named = endpoints.filter(({ path }) => path.includes(':id'))
const closed = endpoints.filter(({ access }) => access !== 'public')
const nameOf = ({ method, path }: Endpoint) => `${method} ${path}`
const send = (endpoint: Endpoint, id: string, client = api.bob) => {
  const path = endpoint.path.replace(':id', id).replace(':deliveryId', annsDeliveryId)
  return client.call(endpoint.method, path, endpoint.body ? bodies[endpoint.path] : undefined)
}

it('has endpoints that name what belongs to somebody', () => {
  expect(named.length).toBeGreaterThanOrEqual(14)
  expect(endpoints.filter(({ access }) => access === 'public').map(({ path }) => path)).toEqual([
    '/auth/register', '/auth/login', '/auth/refresh', '/auth/logout',
  ])
})

describe('what belongs to another', () => {
  it.each(named.map((endpoint) => [nameOf(endpoint), endpoint]))('is not there: %s', async (_name, endpoint) => {
    const unknown = await send(endpoint, '00000000-0000-4000-8000-000000000000')
    for (const id of [annsId, annsFailedId, annsWebhookId, annsUploadId, annsId.toUpperCase(), 'nonsense', '%00']) {
      const { status, json } = await send(endpoint, id)
      expect([id, status, json.code, json.detail]).toEqual([id, 404, 'not_found', unknown.json.detail])
    }
  })

  it('is not narrowed down to, not listed and not counted', async () => {
    await api.bob.refused('not_found', 'POST', '/search/semantic', { query: 'secret', recordingId: annsId })
    await api.bob.refused('not_found', 'POST', '/rag/ask', { question: 'What?', recordingId: annsId })
    const asked = await api.ann.post('/rag/ask', { question: 'What is the secret?' })
    await api.bob.refused('not_found', 'POST', '/rag/ask', { question: 'What?', conversationId: asked.json.conversationId })
    expect((await api.bob.get('/webhooks')).json).toEqual({ items: [] })
    expect((await api.bob.get('/recordings')).json).toEqual({ items: [], nextCursor: null, total: 0 })
    expect((await api.bob.post('/search/semantic', { query: 'secret', mode: 'exact' })).json.items).toEqual([])
  })

  it('is untouched by all that', async () => {
    expect((await api.ann.get('/recordings')).json.items.map(({ title, status }: { title: string; status: string }) => [title, status]))
      .toEqual([['Ann’s too', 'failed'], ['Ann’s upload', 'uploading'], ['Ann’s', 'done']])
    expect(await api.ann.steno.webhooks.list()).toMatchObject([{
      id: annsWebhookId, url: 'https://hooks.invalid/ann', description: 'Ann’s', enabled: true, previousSecretUntil: null,
    }])
    expect((await api.ann.steno.webhooks.deliveryPage(annsWebhookId)).items).toHaveLength(1)
  })
})

describe('a caller', () => {
  it.each(closed.map((endpoint) => [nameOf(endpoint), endpoint]))('without a credential gets nowhere: %s', async (_name, endpoint) => {
    expect((await send(endpoint, annsId, api.guest.as(''))).status).toBe(401)
    const { headers } = await send(endpoint, annsId, new ApiClient(api.url))
    expect(headers.get('WWW-Authenticate')).toBe('Bearer realm="steno"')
  })

  const keys = new Map<Access, Promise<ApiClient>>()
  /** One for each scope: a user may not have one for each endpoint. */
  const keyWithout = (access: Access) => {
    const made = keys.get(access) ?? api.withKey(api.annId, scopes.filter((scope) => scope !== access))
    keys.set(access, made)
    return made
  }
  const scoped = closed.filter(({ access }) => access !== 'bearer')
  it.each(scoped.map((endpoint) => [nameOf(endpoint), endpoint]))('needs the scope, and all others do not help: %s', async (_name, endpoint) => {
    const others = await keyWithout(endpoint.access)
    const { status, json } = await send(endpoint, annsId, others)
    expect([status, json.code, json.params.scope]).toEqual([403, 'insufficient_scope', endpoint.access])
  })
})
