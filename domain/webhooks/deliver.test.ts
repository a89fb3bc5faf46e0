import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addRecording, addUser, claim } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { countDeliveryJobs, endSteps, tell } from '#tests/db/webhook-rows'
import { startWebhookReceiver, type WebhookReceiver } from '#tests/stand-ins/webhook-receiver'
import { mendQueue } from '../jobs/sweeper.server'
import { limits } from '../limits/limits'
import { attemptDelivery } from './deliver.server'
import { deliverTrial, redeliver } from './deliver-by-hand.server'
import { listDeliveries } from './deliveries.server'
import { signDelivery } from './sign.server'
import type { WebhookEventName } from './webhook-events'
import { changeWebhook, createWebhook, removeWebhook, requireWebhook, rotateWebhookSecret } from './webhooks.server'

const test = useDatabase()
const house = { secret: 'of this installation', allowsPrivate: true }
let receiver: WebhookReceiver
let userId: string
let recordingId: string
beforeAll(async () => { receiver = await startWebhookReceiver() })
afterAll(() => receiver.close())
beforeEach(async () => {
  receiver.status = 200
  receiver.received.length = 0
  userId = await addUser(test.db)
  recordingId = await addRecording(test.db, userId, { title: 'Talk', segments: [{ startMs: 0, endMs: 900, text: 'A secret.' }] })
})

const make = (events: WebhookEventName[] = ['recording.done'], owner = userId) =>
  createWebhook(test.db, owner, { url: receiver.url, description: '', events }, house)
const log = async (webhookId: string) => (await listDeliveries(test.db, userId, webhookId)).items
/** Has everything delivered that is due to a webhook. */
const deliverAll = async (webhookId: string) => {
  for (const { id, outcome } of await log(webhookId)) if (outcome === 'pending') await attemptDelivery(test.db, id, house)
}
const signatureOf = (secret: string, { body, headers }: WebhookReceiver['received'][number]) => {
  const seconds = /^t=(\d+),/.exec(String(headers['steno-signature']))![1]
  return `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`
}

describe('a delivery', () => {
  it('is signed over time and body, tells what the recording is and not what was said, and is written down', async () => {
    const { webhook: { id }, secret } = await make()
    await tell(test.db, recordingId, 'recording.done', 'one')
    expect(await countDeliveryJobs(test.db, id)).toBe(1)
    await deliverAll(id)
    const [message] = receiver.received
    expect(JSON.parse(message!.body)).toMatchObject({ id: 'one', event: 'recording.done', recording: { id: recordingId, title: 'Talk', status: 'done' } })
    expect(message!.body).not.toContain('A secret.')
    expect(message!.headers).toMatchObject({ 'steno-event': 'recording.done', 'steno-delivery': 'one', 'content-type': 'application/json' })
    const [, seconds] = /^t=(\d+),v1=[0-9a-f]{64}$/.exec(String(message!.headers['steno-signature']))!
    expect(Math.abs(Date.now() / 1000 - Number(seconds))).toBeLessThan(60)
    expect(String(message!.headers['steno-signature'])).toContain(signatureOf(secret, message!))
    expect(await log(id)).toMatchObject([{
      title: 'Talk', eventId: 'one', outcome: 'delivered', status: 200, reason: null, attempts: 1, byHand: false, nextAttemptAt: null,
    }])
    expect(await attemptDelivery(test.db, (await log(id))[0]!.id, house)).toBeNull()
  })

  it('carries signatures by both secrets while receivers change over', async () => {
    const { webhook: { id }, secret } = await make()
    const { secret: next } = await rotateWebhookSecret(test.db, userId, id, {}, house)
    await deliverTrial(test.db, userId, id, house)
    await test.client.query(`update webhooks set previous_until = now() - interval '1 second' where id = $1`, [id])
    await deliverTrial(test.db, userId, id, house)
    const [both, one] = receiver.received
    for (const known of [secret, next]) expect(both!.headers['steno-signature']).toContain(signatureOf(known, both!))
    expect(one!.headers['steno-signature']).not.toContain(signatureOf(secret, one!))
  })

  it('is tried again later, with the same body, where that may help, and then given up', async () => {
    const { webhook: { id } } = await make()
    await tell(test.db, recordingId, 'recording.done', 'one')
    receiver.status = 503
    await deliverAll(id)
    const [first] = await log(id)
    expect(first).toMatchObject({ outcome: 'pending', attempts: 1, status: 503, reason: 'status' })
    const waitMs = first!.nextAttemptAt!.getTime() - first!.attemptedAt!.getTime()
    expect(waitMs).toBeGreaterThanOrEqual(limits.webhookRetryMsMin / 2)
    expect(waitMs).toBeLessThanOrEqual(limits.webhookRetryMsMin)
    await test.client.query(`update recordings set title = 'Other' where id = $1`, [recordingId])
    for (let at = 1; at < limits.webhookAttemptsMax; at++) await deliverAll(id)
    expect(await log(id)).toMatchObject([{ outcome: 'failed', attempts: limits.webhookAttemptsMax, nextAttemptAt: null }])
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    expect(await requireWebhook(test.db, userId, id)).toMatchObject({ givenUp: 1, enabled: true })
  })

  it('tells what may pass from what won’t', async () => {
    const { webhook: { id } } = await make()
    for (const [answered, outcome] of [[429, 'pending'], [404, 'refused'], [302, 'refused']] as const) {
      receiver.status = answered
      await tell(test.db, recordingId, 'recording.done', `${answered}`)
      await deliverAll(id)
      expect((await log(id))[0], `${answered}`).toMatchObject({ outcome, status: answered })
    }
    await tell(test.db, recordingId, 'recording.done', 'private')
    // An address that has become private since it was set is refused when it is called.
    expect(await attemptDelivery(test.db, (await log(id))[0]!.id, { ...house, allowsPrivate: false }))
      .toEqual({ outcome: 'refused', status: null, reason: 'address_refused' })
    await changeWebhook(test.db, userId, id, { url: 'http://127.0.0.1:1/' }, house)
    await tell(test.db, recordingId, 'recording.done', 'closed')
    expect(await attemptDelivery(test.db, (await log(id))[0]!.id, house)).toEqual({ outcome: 'failed', status: null, reason: 'unreachable' })
  })

  it('is not made of what is gone or switched off meanwhile', async () => {
    const { webhook: { id } } = await make()
    await tell(test.db, recordingId, 'recording.done', 'off')
    await changeWebhook(test.db, userId, id, { enabled: false }, house)
    await deliverAll(id)
    expect(await log(id)).toMatchObject([{ outcome: 'refused', reason: 'switched_off' }])
    await changeWebhook(test.db, userId, id, { enabled: true }, house)
    await tell(test.db, recordingId, 'recording.done', 'gone')
    await test.client.query('delete from recordings where id = $1', [recordingId])
    await deliverAll(id)
    expect((await log(id))[0]).toMatchObject({ outcome: 'refused', reason: 'recording_gone', recordingId: null, title: null })
    expect(receiver.received).toEqual([])
    expect(await requireWebhook(test.db, userId, id)).toMatchObject({ givenUp: 0 })
    await removeWebhook(test.db, userId, id)
    expect(await log(id)).toEqual([])
  })

  it('goes with its recording: what was sent of it is kept no longer, and sent no more, also where an attempt is under way', async () => {
    const { webhook: { id } } = await make()
    await deliverTrial(test.db, userId, id, house)
    await tell(test.db, recordingId, 'recording.done', 'one')
    await tell(test.db, recordingId, 'recording.done', 'two')
    await deliverAll(id)
    const [two, one] = await log(id)
    await test.client.query('delete from recordings where id = $1', [recordingId])
    await test.client.query('update webhook_deliveries set body = $2 where id = $1', [one!.id, 'Talk, written down late'])
    const bodies = await test.client.query(`select event from webhook_deliveries where webhook_id = $1 and body is not null`, [id])
    expect(bodies.rows).toEqual([{ event: 'test' }])
    receiver.received.length = 0
    expect(await redeliver(test.db, userId, id, two!.id, house)).toMatchObject({ outcome: 'refused', reason: 'recording_gone' })
    expect(receiver.received).toEqual([])
  })

  it('that has lost its job, as after a restore, gets one again, for when it is due', async () => {
    const { webhook: { id } } = await make()
    await tell(test.db, recordingId, 'recording.done', 'due')
    await tell(test.db, recordingId, 'recording.done', 'later')
    await test.client.query(`insert into webhook_deliveries (user_id, webhook_id, event, event_id, by_hand, outcome) values ($1, $2, 'test', 'by hand', true, 'pending')`, [userId, id])
    await test.client.query(`update webhook_deliveries set next_attempt_at = now() + interval '3 hours' where webhook_id = $1 and event_id = 'later'`, [id])
    await mendQueue(test.client)
    expect(await countDeliveryJobs(test.db, id)).toBe(2)
    await test.client.query(`delete from graphile_worker._private_jobs where key like 'deliver-webhook:%'`)
    await mendQueue(test.client)
    await mendQueue(test.client)
    const jobs = await test.client.query(`
      select d.event_id, j.run_at > now() + interval '2 hours' as waits from graphile_worker.jobs j
        join webhook_deliveries d on j.key = 'deliver-webhook:' || d.id where d.webhook_id = $1 order by 1`, [id])
    expect(jobs.rows).toEqual([{ event_id: 'due', waits: false }, { event_id: 'later', waits: true }])
  })
})

it('is known by the example of the documentation, which takes nothing else', async () => {
  const docs = await readFile(path.join(import.meta.dirname, '../../docs/api.md'), 'utf8')
  const code = /```js\n([\s\S]*?isFromSteno[\s\S]*?)```/.exec(docs)![1]!
  const { isFromSteno } = await import(`data:text/javascript,${encodeURIComponent(code)}`) as {
    isFromSteno(secret: string, header: string, body: string): boolean
  }
  const { webhook: { id }, secret } = await make()
  const { secret: next } = await rotateWebhookSecret(test.db, userId, id, {}, house)
  await deliverTrial(test.db, userId, id, house)
  const { body, headers } = receiver.received[0]!
  const header = String(headers['steno-signature'])
  for (const known of [secret, next]) expect(isFromSteno(known, header, body)).toBe(true)
  expect(isFromSteno('whsec_other', header, body)).toBe(false)
  expect(isFromSteno(secret, header, `${body} `)).toBe(false)
  expect(isFromSteno(secret, '', body)).toBe(false)
  const old = signDelivery([secret], body, Date.now() - 301_000)
  expect(isFromSteno(secret, old, body)).toBe(false)
})

describe('a webhook that takes nothing', () => {
  it('is switched off after many in a row, and one that arrives begins the count anew', async () => {
    const { webhook: { id } } = await make()
    const failOnce = async (name: string) => {
      await tell(test.db, recordingId, 'recording.done', name)
      await deliverAll(id)
    }
    receiver.status = 404
    await failOnce('first')
    receiver.status = 200
    await failOnce('well')
    receiver.status = 404
    for (let at = 1; at < limits.webhookGivenUpMax; at++) await failOnce(`${at}`)
    expect(await requireWebhook(test.db, userId, id)).toMatchObject({ enabled: true, disabledReason: null })
    await failOnce('last')
    expect(await requireWebhook(test.db, userId, id))
      .toMatchObject({ enabled: false, disabledReason: 'failures', givenUp: limits.webhookGivenUpMax, disabledAt: expect.any(Date) })
    await tell(test.db, recordingId, 'recording.done', 'not told')
    expect(await log(id)).toHaveLength(limits.webhookGivenUpMax + 2)
  })

  it('is switched off at once where it says that it is gone', async () => {
    const { webhook: { id } } = await make()
    receiver.status = 410
    await tell(test.db, recordingId, 'recording.done', 'one')
    await deliverAll(id)
    expect(await requireWebhook(test.db, userId, id)).toMatchObject({ enabled: false, disabledReason: 'gone' })
  })
})

describe('what is sent by hand', () => {
  it('is what was sent before, once, and only so often', async () => {
    const { webhook: { id } } = await make()
    await tell(test.db, recordingId, 'recording.done', 'one')
    const [pending] = await log(id)
    await expect(redeliver(test.db, userId, id, pending!.id, house)).rejects.toMatchObject({ code: 'conflict' })
    receiver.status = 404
    await deliverAll(id)
    receiver.status = 500
    const again = await redeliver(test.db, userId, id, pending!.id, house)
    expect(again).toMatchObject({ eventId: 'one', byHand: true, outcome: 'failed', attempts: 1, nextAttemptAt: null })
    expect(receiver.received.map(({ body }) => body)).toEqual(Array(2).fill(receiver.received[0]!.body))
    for (let at = 1; at < limits.webhookTrialsPerMinuteMax; at++) await deliverTrial(test.db, userId, id, house)
    await expect(deliverTrial(test.db, userId, id, house)).rejects.toMatchObject({ code: 'too_many_attempts' })
    await expect(redeliver(test.db, userId, id, pending!.id, house)).rejects.toMatchObject({ code: 'too_many_attempts' })
  })

  it('is of the very webhook, and of the very user', async () => {
    const [one, other] = [(await make()).webhook.id, (await make()).webhook.id]
    const bob = await addUser(test.db)
    const bobs = (await make(['recording.done'], bob)).webhook.id
    const { id } = await deliverTrial(test.db, userId, one, house)
    for (const [who, webhookId] of [[userId, other], [bob, one], [bob, bobs]] as const) {
      await expect(redeliver(test.db, who, webhookId, id, house)).rejects.toMatchObject({ code: 'not_found' })
    }
    await expect(deliverTrial(test.db, bob, one, house)).rejects.toMatchObject({ code: 'not_found' })
    expect((await listDeliveries(test.db, bob, one)).items).toEqual([])
  })
})

describe('what webhooks are told of', () => {
  it('is what each has chosen, once for each event, and nothing of others’ recordings', async () => {
    const [done, rest] = [(await make()).webhook.id, (await make(['recording.failed', 'summary.done', 'translation.done'])).webhook.id]
    const bob = await addUser(test.db)
    await make(['recording.done', 'recording.failed'], bob)
    for (let at = 0; at < 2; at++) await tell(test.db, recordingId, 'recording.done', 'one')
    expect((await log(done)).map(({ eventId }) => eventId)).toEqual(['one'])
    await endSteps(test.db, recordingId, [['summarize', ''], ['translate', 'vi'], ['index', '']])
    const failing = await addRecording(test.db, userId, { until: 'queued' })
    const fence = await claim(test.db, failing)
    await test.client.query(`select sp_fail_recording($1, $2, 'recognizer_failed', 'It failed.')`, [failing, fence])
    expect((await log(rest)).map(({ event }) => event).sort()).toEqual(['recording.failed', 'summary.done', 'translation.done'])
    await deliverAll(rest)
    const bodies = receiver.received.map(({ body }) => JSON.parse(body))
    expect(bodies.find(({ event }) => event === 'translation.done')).toMatchObject({ language: 'vi', recording: { id: recordingId } })
    expect(bodies.find(({ event }) => event === 'recording.failed')).toMatchObject({ recording: { id: failing, status: 'failed' } })
    const { rows } = await test.client.query('select 1 from webhook_deliveries where user_id = $1', [bob])
    expect(rows).toEqual([])
  })
})
