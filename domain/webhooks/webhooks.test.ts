import { describe, expect, it } from 'vitest'
import { addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import {
  changeWebhook, createWebhook, hasWebhookFor, listWebhooks, removeWebhook, requireWebhook, rotateWebhookSecret, type WebhookWish,
} from './webhooks.server'

const test = useDatabase()
const house = { secret: 'of this installation', allowsPrivate: true }
const wish: WebhookWish = { url: 'http://127.0.0.1:9/hook', description: 'Mine', events: ['recording.done'] }
const make = (userId: string, more: Partial<WebhookWish> = {}) => createWebhook(test.db, userId, { ...wish, ...more }, house)

describe('a webhook', () => {
  it('shows its secret once: when it is made, and when a new one is asked for', async () => {
    const { db } = test
    const userId = await addUser(db)
    const { webhook, secret } = await make(userId)
    expect(secret).toMatch(/^whsec_[\w-]{43}$/)
    const rotated = await rotateWebhookSecret(db, userId, webhook.id, {}, house)
    expect(rotated.secret).not.toBe(secret)
    expect(rotated.webhook.previousSecretUntil!.getTime()).toBeGreaterThan(Date.now() + limits.webhookSecretOverlapMs / 2)
    const ended = await rotateWebhookSecret(db, userId, webhook.id, { endOld: true }, house)
    expect(ended.webhook.previousSecretUntil).toBeNull()
    const listed = await listWebhooks(db, userId)
    expect(listed).toEqual([ended.webhook])
    for (const told of [secret, rotated.secret, ended.secret]) expect(JSON.stringify(listed)).not.toContain(told)
  })

  it('is changed in part, and begins anew when it is switched on', async () => {
    const { db } = test
    const userId = await addUser(db)
    const { webhook: { id } } = await make(userId)
    expect(await changeWebhook(db, userId, id, {}, house)).toMatchObject({ ...wish, enabled: true })
    const events = ['summary.done', 'summary.done', 'recording.failed'] as const
    expect(await changeWebhook(db, userId, id, { events: [...events], enabled: false }, house))
      .toMatchObject({ description: 'Mine', events: ['summary.done', 'recording.failed'], enabled: false, disabledReason: null })
    expect(await hasWebhookFor(db, userId, 'summary.done')).toBe(false)
    await test.client.query(`update webhooks set given_up = 7, disabled_reason = 'failures' where id = $1`, [id])
    expect(await changeWebhook(db, userId, id, { enabled: true }, house))
      .toMatchObject({ enabled: true, disabledReason: null, disabledAt: null, givenUp: 0 })
    expect(await hasWebhookFor(db, userId, 'summary.done')).toBe(true)
    expect(await hasWebhookFor(db, userId, 'recording.done')).toBe(false)
  })

  it.each([
    ['url', { url: 'ftp://example.org' }], ['description', { description: 'x'.repeat(limits.webhookDescriptionCharsMax + 1) }],
    ['description', { description: 'a\0b' }], ['events', { events: [] }], ['events', { events: ['recording.eaten' as 'recording.done'] }],
  ])('is refused with a bad %s', async (field, bad) => {
    const userId = await addUser(test.db)
    await expect(make(userId, bad)).rejects.toMatchObject({ code: 'bad_request', params: { field: expect.stringMatching(`^${field}`) } })
    const { webhook } = await make(userId)
    await expect(changeWebhook(test.db, userId, webhook.id, bad, house)).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('takes no address that may not be called', async () => {
    const userId = await addUser(test.db)
    const guarded = { ...house, allowsPrivate: false }
    await expect(createWebhook(test.db, userId, wish, guarded)).rejects.toMatchObject({ code: 'bad_request' })
    const { webhook } = await createWebhook(test.db, userId, { ...wish, url: 'https://example.org' }, guarded)
    await expect(changeWebhook(test.db, userId, webhook.id, { url: wish.url }, guarded)).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('is one of so many, also where they are made at once', async () => {
    const userId = await addUser(test.db)
    for (let at = 1; at < limits.webhooksPerUserMax; at++) await make(userId)
    const last = await Promise.allSettled([make(userId), make(userId), make(userId)])
    expect(last.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
    await expect(make(userId)).rejects.toMatchObject({ code: 'webhooks_max', params: { limit: limits.webhooksPerUserMax } })
    const [first] = await listWebhooks(test.db, userId)
    await removeWebhook(test.db, userId, first!.id)
    await make(userId)
  })

  it('is one user’s alone', async () => {
    const { db } = test
    const [ann, bob] = [await addUser(db), await addUser(db)]
    const { webhook: { id } } = await make(ann)
    const missing = { code: 'not_found' }
    for (const wrong of [id, 'nonsense', '\0']) {
      await expect(requireWebhook(db, bob, wrong)).rejects.toMatchObject(missing)
      await expect(changeWebhook(db, bob, wrong, { enabled: false }, house)).rejects.toMatchObject(missing)
      await expect(rotateWebhookSecret(db, bob, wrong, {}, house)).rejects.toMatchObject(missing)
      await expect(removeWebhook(db, bob, wrong)).rejects.toMatchObject(missing)
    }
    expect(await listWebhooks(db, bob)).toEqual([])
    expect(await requireWebhook(db, ann, id)).toMatchObject({ enabled: true, previousSecretUntil: null })
  })
})
