import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.server'
import { findApiKey } from './find-api-key.server'

const test = useDatabase()
let userId: string
beforeEach(async () => { userId = await addUser(test.db, 'BASIC') })

const make = (keyName = 'A script', scopes: readonly string[] = ['search']) => createApiKey(test.db, userId, { keyName, scopes })

describe('API keys', () => {
  it('are shown once, and kept as hashes', async () => {
    const { id, key } = await make()
    expect(key).toMatch(/^steno_[\w-]{43}$/)
    expect(await findApiKey(test.db, key)).toEqual({
      keyId: id, keyName: 'A script', userId, scopes: ['search'], planCode: 'BASIC',
    })
    const { rows } = await test.db.execute(sql`select api_keys::text as row from api_keys where id = ${id}`)
    expect(JSON.stringify(rows)).not.toContain(key)
    expect(await listApiKeys(test.db, userId)).toEqual([{
      id, name: 'A script', start: key.slice(0, 12), scopes: ['search'], createdAt: expect.any(Date), lastUsedAt: expect.any(Date),
    }])
  })

  it.each([
    ['keyName', { keyName: ' ' }], ['keyName', { keyName: 'x'.repeat(limits.apiKeyNameCharsMax + 1) }],
    ['keyName', { keyName: 'a\u0007' }], ['scopes', { scopes: [] }], ['scopes', { scopes: ['search', 'everything'] }],
  ])('are refused with a bad %s', async (field, bad) => {
    const input = { keyName: 'A script', scopes: ['search'], ...bad }
    await expect(createApiKey(test.db, userId, input)).rejects.toMatchObject({ code: 'bad_request', params: { field } })
  })

  it('are so many and no more, also when several are made at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: limits.apiKeysPerUserMax + 3 }, () => make()))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(limits.apiKeysPerUserMax)
    await expect(make()).rejects.toMatchObject({ code: 'api_keys_max' })
  })

  it('are revoked by their owner and nobody else', async () => {
    const { id, key } = await make()
    const bob = await addUser(test.db)
    for (const other of [id, 'x', '']) await expect(revokeApiKey(test.db, bob, other)).rejects.toMatchObject({ code: 'not_found' })
    expect(await listApiKeys(test.db, bob)).toEqual([])
    expect(await findApiKey(test.db, key)).not.toBeNull()
    await revokeApiKey(test.db, userId, id)
    expect(await findApiKey(test.db, key)).toBeNull()
    await expect(revokeApiKey(test.db, userId, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('may do no more than this version knows', async () => {
    const { id, key } = await make()
    await test.db.execute(sql`update api_keys set scopes = '{search,of:the-future}' where id = ${id}`)
    expect((await findApiKey(test.db, key))?.scopes).toEqual(['search'])
  })
})
