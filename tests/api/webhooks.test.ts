import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { addRecording } from '#tests/db/test-accounts'
import { tell } from '#tests/db/webhook-rows'
import { startWebhookReceiver, type WebhookReceiver } from '#tests/stand-ins/webhook-receiver'
import { useApiHouse } from '#tests/support/api-house'

const api = useApiHouse({}, { env: { STENO_WEBHOOKS_PRIVATE: 'true' } })
let receiver: WebhookReceiver
beforeAll(async () => { receiver = await startWebhookReceiver() })
afterAll(() => receiver.close())
beforeEach(() => {
  receiver.status = 200
  receiver.received.length = 0
})
const newcomer = async () => {
  const { userId, client } = await api.newcomer()
  return { userId, client, webhooks: client.steno.webhooks }
}

describe('webhooks', () => {
  it('are made, listed, changed and removed', async () => {
    const { webhooks } = await newcomer()
    const { secret, ...made } = await webhooks.create({ url: receiver.url, description: 'Archive', events: ['recording.done', 'summary.done'] })
    expect(made).toMatchObject({ url: receiver.url, enabled: true, disabledReason: null, givenUp: 0, previousSecretUntil: null })
    expect(secret).toMatch(/^whsec_/)
    expect(await webhooks.list()).toEqual([made])
    expect(await webhooks.get(made.id)).toEqual(made)
    expect(await webhooks.change(made.id, { enabled: false })).toMatchObject({ enabled: false, description: 'Archive', disabledAt: expect.any(String) })
    expect(await webhooks.change(made.id, { enabled: true, events: ['recording.failed'] })).toMatchObject({ events: ['recording.failed'], disabledAt: null })
    await webhooks.delete(made.id)
    expect(await webhooks.list()).toEqual([])
  })

  it('are told of recordings that are done where nothing else is asked for, and say where they are', async () => {
    const { client } = await newcomer()
    const { status, headers, json } = await client.post('/webhooks', { url: receiver.url })
    expect([status, json.events, headers.get('Location')]).toEqual([201, ['recording.done'], `/api/v1/webhooks/${json.id}`])
  })

  it('get another secret', async () => {
    const { client, webhooks } = await newcomer()
    const { id, secret } = await webhooks.create({ url: receiver.url })
    const rotated = await webhooks.rotateSecret(id)
    expect(rotated.secret).not.toBe(secret)
    expect(rotated.previousSecretUntil).not.toBeNull()
    expect((await webhooks.rotateSecret(id, { endOld: true })).previousSecretUntil).toBeNull()
    // What all have defaults for may be left out, with its type.
    const bare = await client.open('POST', `/webhooks/${id}/rotate-secret`, {})
    expect([bare.status, (await bare.json() as { previousSecretUntil: string | null }).previousSecretUntil]).toEqual([200, expect.any(String)])
  })

  it('are so many, and no more', async () => {
    const { client, webhooks } = await newcomer()
    for (let at = 0; at < limits.webhooksPerUserMax; at++) await webhooks.create({ url: receiver.url })
    const { json } = await client.refused('webhooks_max', 'POST', '/webhooks', { url: receiver.url })
    expect(json).toMatchObject({ status: 409, params: { limit: limits.webhooksPerUserMax } })
  })

  it.each([
    ['url', { url: 'example.org' }], ['url', {}], ['events', { url: 'https://example.org', events: [] }],
    ['events.0', { url: 'https://example.org', events: ['x'] }], ['description', { url: 'https://example.org', description: 'a\nb' }],
  ])('are refused with a bad %s', async (field, body) => {
    const { client } = await newcomer()
    expect((await client.refused('bad_request', 'POST', '/webhooks', body)).json.field).toBe(field)
  })
})

describe('deliveries', () => {
  it('are tried by hand, told of page by page, and sent again', async () => {
    const { userId, client, webhooks } = await newcomer()
    const { id } = await webhooks.create({ url: receiver.url })
    expect(await webhooks.test(id)).toMatchObject({ event: 'test', byHand: true, outcome: 'delivered', status: 200, attempts: 1 })
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ event: 'test', recording: null })
    const recordingId = await addRecording(api.house.db, userId)
    for (const name of ['one', 'two', 'three']) await tell(api.house.db, recordingId, 'recording.done', name)
    const names: string[] = []
    for await (const { eventId, outcome } of webhooks.deliveries(id, { limit: 2 })) {
      names.push(eventId)
      expect(outcome).toBe(eventId.startsWith('test-') ? 'delivered' : 'pending')
    }
    expect(names).toEqual(['three', 'two', 'one', expect.stringMatching(/^test-/)])
    const { items: [latest] } = await webhooks.deliveryPage(id, { limit: 1 })
    expect(latest).toMatchObject({ recordingId, event: 'recording.done', byHand: false, nextAttemptAt: expect.any(String) })
    await client.refused('conflict', 'POST', `/webhooks/${id}/deliveries/${latest!.id}/redeliver`)
    await api.house.db.execute(`update webhook_deliveries set outcome = 'failed' where event_id = 'three'`)
    receiver.status = 404
    expect(await webhooks.redeliver(id, latest!.id)).toMatchObject({ eventId: 'three', byHand: true, outcome: 'refused', status: 404 })
    expect(receiver.received.at(-1)!.headers['steno-delivery']).toBe('three')
  })

  it('are tried only so often', async () => {
    const { client, webhooks } = await newcomer()
    const { id } = await webhooks.create({ url: receiver.url })
    for (let at = 0; at < limits.webhookTrialsPerMinuteMax; at++) await webhooks.test(id)
    const { headers } = await client.refused('too_many_attempts', 'POST', `/webhooks/${id}/test`)
    expect(headers.get('Retry-After')).toBe('60')
  })

  it('are of one webhook, which is one user’s', async () => {
    const [ann, bob] = [await newcomer(), await newcomer()]
    const [annsId, annsOther] = [(await ann.webhooks.create({ url: receiver.url })).id, (await ann.webhooks.create({ url: receiver.url })).id]
    const bobsId = (await bob.webhooks.create({ url: receiver.url })).id
    const { id } = await ann.webhooks.test(annsId)
    await ann.client.refused('not_found', 'POST', `/webhooks/${annsOther}/deliveries/${id}/redeliver`)
    for (const webhookId of [annsId, bobsId]) {
      await bob.client.refused('not_found', 'POST', `/webhooks/${webhookId}/deliveries/${id}/redeliver`)
    }
    expect(receiver.received).toHaveLength(1)
    expect((await bob.webhooks.deliveryPage(bobsId)).items).toEqual([])
    await ann.client.refused('bad_request', 'GET', `/webhooks/${annsId}/deliveries?cursor=x`)
  })
})
