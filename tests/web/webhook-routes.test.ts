import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listWebhooks } from '#domain/webhooks/webhooks.server'
import { addRecording } from '#tests/db/test-accounts'
import { tell } from '#tests/db/webhook-rows'
import { startWebhookReceiver, type WebhookReceiver } from '#tests/stand-ins/webhook-receiver'
import { useTwoVisitors } from '#tests/support/two-visitors'

const house = useTwoVisitors({ env: { STENO_WEBHOOKS_PRIVATE: 'true' } })
let receiver: WebhookReceiver
beforeAll(async () => { receiver = await startWebhookReceiver() })
afterAll(() => receiver.close())

const settings = '/settings/automation'
const pageOf = (id: string) => `${settings}/webhooks/${id}`
const ofAnn = () => listWebhooks(house.web.db, house.annId)
const send = (path: string, fields: Record<string, string>, who = house.ann) => who.send(path, fields)

describe('webhooks on the pages', () => {
  it('are made, with a secret that is shown once', async () => {
    const refused = await send(settings, { intent: 'webhook', url: 'ftp://127.0.0.1:9/hook', event: 'recording.done' })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('Enter an address that begins with https://')
    const none = await send(settings, { intent: 'webhook', url: receiver.url })
    expect(await none.text()).toContain('Choose at least one thing that the webhook is told of.')
    const made = await send(settings, { intent: 'webhook', url: receiver.url, description: 'The “archive”', event: 'recording.done' })
    expect(await made.text()).toMatch(/whsec_[\w-]{43}/)
    const { html } = await house.ann.open(settings)
    expect(html).toContain(receiver.url)
    expect(html).toContain('The “archive”')
    expect(html).not.toContain('whsec_')
    expect((await house.bob.open(settings)).html).not.toContain(receiver.url)
  })

  it('are changed, tried, switched off and on, and get new secrets', async () => {
    const { id } = (await ofAnn())[0]!
    const changed = await send(pageOf(id), { intent: 'change', url: receiver.url, description: 'Archive', event: 'recording.failed' })
    expect([changed.status, changed.headers.get('Location')]).toEqual([302, pageOf(id)])
    receiver.status = 404
    expect((await send(pageOf(id), { intent: 'try' })).status).toBe(302)
    const tried = (await house.ann.open(pageOf(id))).html
    expect(tried).toContain('The receiver answered 404.')
    expect(tried).toMatch(/checked="" value="recording\.failed"/)
    expect((await send(pageOf(id), { intent: 'switchOff' })).status).toBe(302)
    expect((await house.ann.open(pageOf(id))).html).toContain('This webhook is switched off')
    await send(pageOf(id), { intent: 'switchOn' })
    const rotated = await (await send(pageOf(id), { intent: 'rotate' })).text()
    expect(rotated).toMatch(/whsec_[\w-]{43}/)
    expect(rotated).toContain('The old secret signs too until')
    expect(await ofAnn()).toMatchObject([{ enabled: true, description: 'Archive', events: ['recording.failed'] }])
  })

  it('say what has become of each message and why one is switched off, and send again', async () => {
    const { db } = house.web
    const { id } = (await ofAnn())[0]!
    await tell(db, await addRecording(db, house.annId, { title: 'Talk' }), 'recording.failed', 'one')
    expect((await house.ann.open(pageOf(id))).html).toContain('It is sent in a moment.')
    await db.execute(`update webhook_deliveries set outcome = 'refused', status = 404, reason = 'status', attempts = 1 where event_id = 'one'`)
    await db.execute(`update webhooks set enabled = false, disabled_reason = 'failures', disabled_at = now(), given_up = 10`)
    const { html } = await house.ann.open(pageOf(id))
    expect(html).toContain('after 10 messages in a row that did not arrive')
    const delivery = /name="delivery" value="([0-9a-f-]{36})"/.exec(html)![1]!
    receiver.status = 200
    expect((await send(pageOf(id), { intent: 'redeliver', delivery })).status).toBe(302)
    expect((await house.ann.open(pageOf(id))).html).toContain('It was taken, with 200.')
    expect(receiver.received.at(-1)!.headers['steno-delivery']).toBe('one')
  })

  it('are nobody else’s, and go when they are removed', async () => {
    const { id } = (await ofAnn())[0]!
    expect((await house.bob.fetch(pageOf(id))).status).toBe(404)
    const fields = { url: receiver.url, event: 'recording.done', delivery: id }
    for (const intent of ['change', 'try', 'switchOff', 'rotate', 'redeliver', 'remove']) {
      expect([intent, (await send(pageOf(id), { intent, ...fields }, house.bob)).status]).toEqual([intent, 404])
    }
    expect((await send(pageOf(id), { intent: 'remove' })).headers.get('Location')).toBe(settings)
    expect(await ofAnn()).toEqual([])
  })

  it.each([['vi', 'Bạn chưa có webhook nào.'], ['zh-TW', '您還沒有 Webhook。']])('speak %s', async (locale, text) => {
    await house.ann.send('/preferences', { locale })
    const { html } = await house.ann.open(settings)
    await house.ann.send('/preferences', { locale: 'en' })
    expect(html).toContain(text)
  })
})
