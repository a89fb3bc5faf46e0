import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { createWebhook } from '#domain/webhooks/webhooks.server'
import { begin } from '#tests/db/live-acts'
import { addRecording } from '#tests/db/test-accounts'
import { useApiHouse } from '#tests/support/api-house'
import type { ApiAnswer, ApiClient } from '#tests/support/api-client'
import { answered, readOpenApi } from '#tests/support/check-answer'
import { sendParts } from '#tests/support/send-parts'
import { second } from '#tests/support/use-uploads'
import { endpoints } from '../../app/api/endpoints'
import { refusalsOf } from '../../app/api/problem-codes'

const api = useApiHouse()
const account = { email: 'gil@example.com', userName: 'Gil', password: 'correct horse battery' }
const login = { email: account.email, password: account.password }
const newWebhook = async () => {
  const userId = api.annId
  const { webhook } = await createWebhook(api.house.db, userId, { url: 'https://hooks.invalid', description: '', events: ['recording.done'] }, {
    secret: 'x', allowsPrivate: false,
  })
  return webhook.id
}
/** One that has come to its end, and the address that sends it again. */
const newDelivery = async () => {
  const webhookId = await newWebhook()
  const { rows } = await api.house.db.execute<{ id: string }>(sql`
    insert into webhook_deliveries (user_id, webhook_id, event, event_id, outcome, body)
    values (${api.annId}, ${webhookId}, 'test', 'one', 'failed', '{}') returning id`)
  return `/webhooks/${webhookId}/deliveries/${rows[0]!.id}/redeliver`
}
const newRecording = (until: 'done' | 'failed' | 'queued') =>
  addRecording(api.house.db, api.annId, { until, segments: [{ startMs: 0, endMs: 900, text: 'Good morning.' }] })
const beginUpload = (client: ApiClient) => client.post('/uploads', { fileName: 'talk.wav', size: second.length, language: 'en' })

async function newKey() {
  const { accessToken } = (await api.guest.post('/auth/login', login)).json
  return api.guest.as(accessToken).post('/me/keys', { name: 'A terminal', scopes: ['search'] })
}

/** How each operation is asked for something that it has. The client checks the answer against the document. */
const samples: Record<string, (client: ApiClient) => Promise<ApiAnswer>> = {
  postAuthRegister: () => api.guest.post('/auth/register', account),
  postAuthLogin: () => api.guest.post('/auth/login', login),
  postAuthRefresh: async () => {
    const { refreshToken } = (await api.guest.post('/auth/login', login)).json
    return api.guest.post('/auth/refresh', { refreshToken })
  },
  postAuthLogout: () => api.guest.post('/auth/logout', { refreshToken: 'x' }),
  getMe: (client) => client.get('/me'),
  getMeUsage: (client) => client.get('/me/usage'),
  postMeKeys: () => newKey(),
  deleteMeKeysId: async () => {
    const { id, key } = (await newKey()).json
    return api.guest.as(key).call('DELETE', `/me/keys/${id}`)
  },
  getRecordings: (client) => client.get('/recordings'),
  postRecordings: (client) => client.send('POST', '/recordings?language=en', { 'Content-Type': 'audio/wav' }, second),
  getRecordingsId: async (client) => client.get(`/recordings/${await newRecording('done')}`),
  patchRecordingsId: async (client) => client.call('PATCH', `/recordings/${await newRecording('done')}`, { title: 'New' }),
  deleteRecordingsId: async (client) => client.call('DELETE', `/recordings/${await newRecording('done')}`),
  getRecordingsIdTranscript: async (client) => client.get(`/recordings/${await newRecording('done')}/transcript`),
  getRecordingsIdEvents: async (client) => client.get(`/recordings/${await newRecording('failed')}/events`),
  postRecordingsIdRetry: async (client) => client.post(`/recordings/${await newRecording('failed')}/retry`),
  postRecordingsIdCancel: async (client) => client.post(`/recordings/${await newRecording('queued')}/cancel`),
  postUploads: (client) => beginUpload(client),
  getUploadsId: async (client) => client.get(`/uploads/${(await beginUpload(client)).json.id}`),
  deleteUploadsId: async (client) => client.call('DELETE', `/uploads/${(await beginUpload(client)).json.id}`),
  postUploadsIdComplete: async (client) => {
    const { json } = await beginUpload(client)
    await sendParts(json, second)
    return client.post(`/uploads/${json.id}/complete`)
  },
  postSearchSemantic: (client) => client.post('/search/semantic', { query: 'morning' }),
  postRagAsk: (client) => client.post('/rag/ask', { question: 'What was said?' }),
  getWebhooks: (client) => client.get('/webhooks'),
  postWebhooks: (client) => client.post('/webhooks', { url: 'https://hooks.invalid', events: ['summary.done'] }),
  getWebhooksId: async (client) => client.get(`/webhooks/${await newWebhook()}`),
  patchWebhooksId: async (client) => client.call('PATCH', `/webhooks/${await newWebhook()}`, { enabled: false }),
  deleteWebhooksId: async (client) => client.call('DELETE', `/webhooks/${await newWebhook()}`),
  postWebhooksIdRotateSecret: async (client) => client.post(`/webhooks/${await newWebhook()}/rotate-secret`, {}),
  postWebhooksIdTest: async (client) => client.post(`/webhooks/${await newWebhook()}/test`),
  getWebhooksIdDeliveries: async (client) => client.get(`/webhooks/${await newWebhook()}/deliveries`),
  postWebhooksIdDeliveriesDeliveryIdRedeliver: async (client) => client.post(await newDelivery()),
  postLiveTickets: (client) => client.post('/live/tickets'),
  getLiveSessionsId: async (client) => client.get(`/live/sessions/${(await begin(api.house.db, api.annId)).sessionId}`),
}

describe('the description of the API', () => {
  it('is OpenAPI 3.1, holds every endpoint and nothing that is not there', async () => {
    const document = await readOpenApi(api.url)
    expect(document.openapi).toBe('3.1.0')
    const operations = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
    expect(operations.length).toBe(endpoints.length)
    expect(Object.keys(samples)).toEqual(operations)
  })

  it.each(Object.entries(samples))('is what %s answers', async (operationId, ask) => {
    const { status, text } = await ask(api.ann)
    expect(status, text).toBeLessThan(300)
    expect(answered).toContain(`${operationId} ${status}`)
  })

  it('refers to nothing that it does not hold', async () => {
    const document = await readOpenApi(api.url)
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!)
    expect(refs.length).toBeGreaterThan(endpoints.length)
    for (const ref of refs) expect(document.components.schemas).toHaveProperty(ref.replace('#/components/schemas/', ''))
    for (const name of Object.keys(document.components.schemas)) expect(refs).toContain(`#/components/schemas/${name}`)
  })

  it('says who may, what is sent, and with what it is refused', async () => {
    const document = await readOpenApi(api.url)
    expect(document.paths['/recordings']!.get).toMatchObject({
      security: [{ bearer: ['recordings:read'] }],
      parameters: expect.arrayContaining([{
        name: 'limit', in: 'query', required: false, description: 'Rows a page.',
        schema: { type: 'integer', minimum: 1, maximum: 50, default: 50 },
      }]),
    })
    expect(document.paths['/auth/login']!.post).toMatchObject({
      security: [],
      requestBody: { content: { 'application/json': { schema: { required: ['email', 'password'], additionalProperties: false } } } },
    })
    expect(document.paths['/recordings/{id}']!.get!.responses['404']).toMatchObject({ description: 'not_found' })
    expect(refusalsOf(endpoints.find(({ path }) => path === '/me')!)).toContain('unauthenticated')
  })
})
