import { createHmac } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import { deliver, deliverTrial, type WebhookEvent } from './deliver.server'
import { listDeliveries, logDelivery } from './deliveries.server'
import { getSigningWebhook, getWebhook, removeWebhook, setWebhook } from './webhooks.server'

const test = useDatabase()
const house = { secret: 'of this installation', allowsPrivate: true }

let receiver: http.Server
let url: string
let status = 200
let received: { body: string; headers: http.IncomingHttpHeaders }[] = []
beforeAll(async () => {
  receiver = http.createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      received.push({ body, headers: request.headers })
      response.writeHead(status).end()
    })
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
})
afterAll(() => void receiver.close())
beforeEach(() => {
  status = 200
  received = []
})

const event: WebhookEvent = { id: 'one', event: 'recording.done', at: '2026-01-01T00:00:00Z', recording: { title: 'Gespräch' } }

describe('a webhook', () => {
  it('shows its secret once: when it is made, and when a new one is asked for', async () => {
    const { db } = test
    const userId = await addUser(db)
    expect(await getWebhook(db, userId)).toBeNull()
    const first = await setWebhook(db, userId, { url, newSecret: false }, house)
    expect(first).toMatch(/^whsec_/)
    expect(await setWebhook(db, userId, { url: `${url}?2`, newSecret: false }, house)).toBeNull()
    expect(await getSigningWebhook(db, userId, house)).toEqual({ url: `${url}?2`, secret: first })
    expect(await getWebhook(db, userId)).toEqual({ url: `${url}?2`, createdAt: expect.any(Date) })
    const second = await setWebhook(db, userId, { url, newSecret: true }, house)
    expect(second).not.toBe(first)
    expect(await getSigningWebhook(db, userId, house)).toEqual({ url, secret: second })
  })

  it('is one user’s alone', async () => {
    const { db } = test
    const [ann, bob] = [await addUser(db), await addUser(db)]
    await setWebhook(db, ann, { url, newSecret: false }, house)
    await setWebhook(db, bob, { url: `${url}?bob`, newSecret: false }, house)
    await deliver(db, bob, event, house)
    await removeWebhook(db, bob)
    expect(await getWebhook(db, ann)).toMatchObject({ url })
    expect(await listDeliveries(db, ann, 10)).toEqual([])
    expect(await deliver(db, bob, event, house)).toBeNull()
  })

  it('takes no address that may not be called', async () => {
    const userId = await addUser(test.db)
    const guarded = { ...house, allowsPrivate: false }
    await expect(setWebhook(test.db, userId, { url, newSecret: false }, guarded)).rejects.toMatchObject({ code: 'bad_request' })
    expect(await getWebhook(test.db, userId)).toBeNull()
  })
})

describe('a delivery', () => {
  it('is signed over time and body, and written down', async () => {
    const { db } = test
    const userId = await addUser(db)
    const recordingId = await addRecording(db, userId, { title: 'Talk' })
    const secret = await setWebhook(db, userId, { url, newSecret: false }, house)
    expect(await deliver(db, userId, event, house, { recordingId })).toMatchObject({ outcome: 'delivered', status: 200 })
    const [{ body, headers }] = received as [(typeof received)[number]]
    expect(JSON.parse(body)).toEqual(event)
    const [, seconds, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['steno-signature']))!
    expect(signature).toBe(createHmac('sha256', secret!).update(`${seconds}.${body}`).digest('hex'))
    expect(headers).toMatchObject({ 'steno-event': 'recording.done', 'steno-delivery': 'one', 'content-type': 'application/json' })
    expect(await listDeliveries(db, userId, 10)).toMatchObject([{ title: 'Talk', outcome: 'delivered', status: 200, reason: null }])
  })

  it('tells what may pass from what won’t', async () => {
    const { db } = test
    const userId = await addUser(db)
    await setWebhook(db, userId, { url, newSecret: false }, house)
    for (const [answered, outcome] of [[503, 'failed'], [429, 'failed'], [404, 'refused'], [410, 'refused'], [302, 'refused']] as const) {
      status = answered
      expect(await deliver(db, userId, event, house), `${answered}`).toMatchObject({ outcome, status: answered })
    }
    // An address that has become private since it was set is refused when it is called.
    expect(await deliver(db, userId, event, { ...house, allowsPrivate: false }))
      .toEqual({ outcome: 'refused', status: null, reason: 'address_refused' })
    await setWebhook(db, userId, { url: 'http://127.0.0.1:1/', newSecret: false }, house)
    expect(await deliver(db, userId, event, house)).toEqual({ outcome: 'failed', status: null, reason: 'unreachable' })
  })

  it('is tried by hand only so often, and the log stays short', async () => {
    const { db } = test
    const userId = await addUser(db)
    await expect(deliverTrial(db, userId, house)).rejects.toMatchObject({ code: 'not_found' })
    await setWebhook(db, userId, { url, newSecret: false }, house)
    for (let at = 0; at < limits.webhookTrialsPerMinuteMax; at++) await deliverTrial(db, userId, house)
    await expect(deliverTrial(db, userId, house)).rejects.toMatchObject({ code: 'too_many_attempts' })
    expect(received).toHaveLength(limits.webhookTrialsPerMinuteMax)
    for (let at = 0; at < limits.webhookDeliveriesKeptMax; at++) {
      await logDelivery(db, { userId, recordingId: null, event: 'x', outcome: 'failed', status: at, reason: null, durationMs: 1 })
    }
    const rows = await listDeliveries(db, userId, 1000)
    expect(rows.map(({ status }) => status)).toEqual(
      Array.from({ length: limits.webhookDeliveriesKeptMax }, (_, at) => limits.webhookDeliveriesKeptMax - 1 - at))
  })
})
