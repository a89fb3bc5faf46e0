import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { addRecording } from '#tests/db/test-accounts'
import { useApiHouse } from '#tests/support/api-house'

const api = useApiHouse()
let made = 0
const newKey = () => ({ 'Idempotency-Key': `key-${++made}` })
const account = () => ({ email: `user-${++made}@example.com`, userName: 'Fay', password: 'correct horse battery' })

describe('a request with an Idempotency-Key', () => {
  it('is answered again, headers and all, and not carried out again', async () => {
    const [key, body] = [newKey(), account()]
    const first = await api.guest.post('/auth/register', body, key)
    const again = await api.guest.post('/auth/register', body, key)
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text])
    expect([first.headers.get('Idempotent-Replay'), again.headers.get('Idempotent-Replay')]).toEqual([null, 'true'])
    expect((await api.guest.as(again.json.accessToken).steno.account.me()).email).toBe(body.email)
    const stored = await api.house.db.execute<{ row: string }>(sql`select idempotency_keys::text as row from idempotency_keys`)
    for (const { row } of stored.rows) for (const secret of [body.password, first.json.refreshToken]) expect(row).not.toContain(secret)
  })

  it('stands for what it stood for', async () => {
    const key = newKey()
    const body = account()
    await api.guest.post('/auth/register', body, key)
    const { json } = await api.guest.refused('idempotency_reused', 'POST', '/auth/register', { ...body, userName: 'Gus' }, key)
    expect(json.status).toBe(422)
    await api.guest.refused('idempotency_reused', 'POST', '/auth/login', { email: body.email, password: body.password }, key)
  })

  it('is refused again with the refusal that would be the same', async () => {
    const key = newKey()
    const { userId, client } = await api.newcomer()
    const id = await addRecording(api.house.db, userId)
    const refused = await client.refused('conflict', 'POST', `/recordings/${id}/retry`, undefined, key)
    const again = await client.refused('conflict', 'POST', `/recordings/${id}/retry`, undefined, key)
    expect(again.text).toBe(refused.text)
  })

  it('is not held up by one that could not be carried out', async () => {
    const key = newKey()
    await api.guest.refused('bad_request', 'POST', '/auth/register', {}, key)
    await api.guest.steno.account.register(account(), { idempotencyKey: key['Idempotency-Key'] })
  })

  it('is carried out once where it comes several times at once', async () => {
    const key = newKey()
    const body = account()
    const answers = await Promise.all(Array.from({ length: 4 }, () => api.guest.post('/auth/register', body, key)))
    const codes = answers.map(({ status, json }) => (status === 201 ? 'made' : json.code))
    expect(codes.filter((code) => code !== 'idempotency_running').every((code) => code === 'made')).toBe(true)
    expect(codes).toContain('made')
    expect(answers.find(({ json }) => json.code === 'idempotency_running')?.status ?? 409).toBe(409)
  })

  it('is its caller’s own', async () => {
    const key = newKey()
    const [one, other] = [await api.newcomer(), await api.newcomer()]
    const failed = await addRecording(api.house.db, one.userId, { until: 'failed' })
    await one.client.steno.recordings.retry(failed, { idempotencyKey: key['Idempotency-Key'] })
    await other.client.refused('not_found', 'POST', `/recordings/${failed}/retry`, undefined, key)
    expect((await one.client.post(`/recordings/${failed}/retry`, undefined, key)).headers.get('Idempotent-Replay')).toBe('true')
  })

  it.each(['x'.repeat(limits.idempotencyKeyCharsMax + 1), 'with a space', ''])('is refused with a key like %j', async (key) => {
    const { json } = await api.guest.refused('bad_request', 'POST', '/auth/login', { email: 'a', password: 'b' }, { 'Idempotency-Key': key })
    expect(json.field).toBe('Idempotency-Key')
  })
})
