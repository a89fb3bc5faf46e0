import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { changePlan } from '#domain/accounts/plan.server'
import { revokeApiKey, listApiKeys } from '#domain/api-keys/api-keys.server'
import { addRecording } from '#tests/db/test-accounts'
import { useApiHouse } from '#tests/support/api-house'

const api = useApiHouse()

describe('GET /me', () => {
  it('tells whose credential it is, and what it may do', async () => {
    expect(await api.ann.steno.account.me()).toMatchObject({
      id: api.annId, plan: 'ENTERPRISE', role: 'admin',
      credential: { kind: 'key', name: 'A key', scopes: ['recordings:read', 'recordings:write', 'search', 'ask', 'live', 'webhooks', 'account:read'] },
    })
    expect((await api.ann.get('/me')).headers.get('Cache-Control')).toBe('no-store')
    expect((await api.bob.steno.account.me()).id).toBe(api.bobId)
  })

  it('is for nobody without a credential, and says what it takes', async () => {
    const { headers } = await api.guest.refused('unauthenticated', 'GET', '/me')
    expect(headers.get('WWW-Authenticate')).toBe('Bearer realm="steno"')
    expect(headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8')
  })

  it.each(['steno_', `steno_${'a'.repeat(43)}`, 'a.b.c', 'x'])('takes no credential such as %s', async (credential) => {
    const { headers } = await api.guest.as(credential).refused('unauthenticated', 'GET', '/me')
    expect(headers.get('WWW-Authenticate')).toContain('error="invalid_token"')
  })

  it('takes credentials from the one header alone', async () => {
    const { client, key } = await api.newcomer()
    expect((await client.get('/me')).status).toBe(200)
    await api.guest.refused('unauthenticated', 'GET', `/me?access_token=${key}&key=${key}`)
    await api.guest.refused('unauthenticated', 'GET', '/me', undefined, { Cookie: `steno=${key}`, Authorization: `Basic ${key}` })
  })
})

describe('a key', () => {
  it('opens nothing once it is revoked, its owner suspended or gone', async () => {
    const { db } = api.house
    const revoked = await api.newcomer()
    await revokeApiKey(db, revoked.userId, (await listApiKeys(db, revoked.userId))[0]!.id)
    await revoked.client.refused('unauthenticated', 'GET', '/me')
    const suspended = await api.newcomer()
    await db.execute(sql`update users set status = 'suspended' where id = ${suspended.userId}`)
    await suspended.client.refused('unauthenticated', 'GET', '/me')
    const gone = await api.newcomer()
    await db.execute(sql`delete from users where id = ${gone.userId}`)
    await gone.client.refused('unauthenticated', 'GET', '/me')
  })

  it('may do what its scopes say, and is told which one is missing', async () => {
    const { userId } = await api.newcomer()
    const reader = await api.withKey(userId, ['recordings:read'])
    expect((await reader.steno.account.me()).credential.scopes).toEqual(['recordings:read'])
    const { headers, json } = await reader.refused('insufficient_scope', 'GET', '/me/usage')
    expect(headers.get('WWW-Authenticate')).toBe('Bearer realm="steno", error="insufficient_scope", scope="account:read"')
    expect(json.params).toEqual({ scope: 'account:read' })
  })

  it('is known to have been used', async () => {
    const { userId, client } = await api.newcomer()
    const usedAt = async () => (await listApiKeys(api.house.db, userId))[0]!.lastUsedAt
    expect(await usedAt()).toBeNull()
    await client.steno.account.me()
    const first = await usedAt()
    expect(Date.now() - first!.getTime()).toBeLessThan(60_000)
    await client.steno.account.me()
    expect(await usedAt()).toEqual(first)
  })
})

it('GET /me/usage tells what the month and all recordings have used', async () => {
  const { userId, client } = await api.newcomer('FREE')
  await addRecording(api.house.db, userId, { durationMs: 90_000 })
  expect(await client.steno.account.usage()).toMatchObject({
    plan: 'FREE', cycle: { recordings: 1, usedMs: 90_000 }, total: { recordings: 1, recordingsDone: 1, audioMs: 90_000 },
  })
  await changePlan(api.house.db, userId, 'ENTERPRISE')
  expect((await client.steno.account.usage()).cycle).toMatchObject({ recordingsMax: null, minutesPercent: null })
})

describe('keys that programs make for themselves', () => {
  const account = { email: 'hal@example.com', userName: 'Hal', password: 'correct horse battery' }
  const wish = { name: 'A terminal', scopes: ['search', 'live'] }

  it('are made by a log-in alone, and revoked by it or by themselves', async () => {
    const { accessToken } = (await api.guest.post('/auth/register', account)).json
    const hal = api.guest.as(accessToken)
    const [one, other] = [(await hal.post('/me/keys', wish)).json, (await hal.post('/me/keys', wish)).json]
    const program = api.guest.as(one.key)
    expect((await program.get('/me')).json.credential).toEqual({ kind: 'key', ...wish })
    await program.refused('forbidden', 'POST', '/me/keys', wish)
    await program.refused('not_found', 'DELETE', `/me/keys/${other.id}`)
    await api.ann.refused('not_found', 'DELETE', `/me/keys/${one.id}`)
    expect((await program.call('DELETE', `/me/keys/${one.id}`)).status).toBe(204)
    await program.refused('unauthenticated', 'GET', '/me')
    expect((await hal.call('DELETE', `/me/keys/${other.id}`)).status).toBe(204)
    await hal.refused('not_found', 'DELETE', `/me/keys/${other.id}`)
  })

  it.each([{ name: ' ', scopes: ['search'] }, { name: 'A', scopes: [] }, { name: 'A', scopes: ['everything'] }])(
    'are refused as %j', async (bad) => {
      const { userName: _, ...login } = account
      const { accessToken } = (await api.guest.post('/auth/login', login)).json
      await api.guest.as(accessToken).refused('bad_request', 'POST', '/me/keys', bad)
    })
})
