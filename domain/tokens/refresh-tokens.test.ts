import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { changePassword } from '../accounts/change-password.server'
import { registerUser } from '../accounts/register-user.server'
import { limits } from '../limits/limits'
import { findTokenHolder } from './find-token-holder.server'
import { beginFamily, endFamily, renewFamily, type Renewable } from './refresh-tokens.server'

const test = useDatabase()
let userId: string
let first: Renewable
beforeEach(async () => {
  userId = await addUser(test.db)
  first = await beginFamily(test.db, userId)
})

const renew = async ({ refreshToken }: Renewable) => renewFamily(test.db, refreshToken)
const isOver = (token: Renewable) => expect(renew(token)).rejects.toMatchObject({ code: 'unauthenticated', status: 401 })
const isAlive = async () => (await findTokenHolder(test.db, first)) !== null
/** As if the tokens that are used had been used long ago. */
const later = () => test.db.execute(
  sql`update refresh_tokens set used_at = used_at - make_interval(secs => ${limits.refreshGraceMs / 1000 + 1})`)

describe('refresh tokens', () => {
  it('are exchanged for one another, and kept as hashes', async () => {
    const second = await renew(first)
    expect(second).toMatchObject({ userId, familyId: first.familyId })
    const third = await renew(second)
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3)
    const { rows } = await test.db.execute(sql`select refresh_tokens::text as row from refresh_tokens`)
    expect(JSON.stringify(rows)).not.toContain(third.refreshToken)
  })

  it('end the whole log-in when one comes again', async () => {
    const second = await renew(first)
    const third = await renew(second)
    await isOver(first)
    await isOver(third)
    expect(await isAlive()).toBe(false)
  })

  it('may come again for a few seconds, where the answer was lost', async () => {
    await renew(first)
    const again = await renew(first)
    expect((await renew(again)).familyId).toBe(first.familyId)
  })

  it('are over when the log-in is ended while they are renewed', async () => {
    for (let round = 0; round < 20; round++) {
      const one = await beginFamily(test.db, userId)
      await Promise.allSettled([renew(one), endFamily(test.db, one.refreshToken)])
      expect(await findTokenHolder(test.db, one)).toBe(null)
    }
  })

  it('may not come again later, even if nothing has been used since', async () => {
    const second = await renew(first)
    await later()
    await isOver(first)
    await isOver(second)
  })

  it('may not come again once what they were exchanged for has been used', async () => {
    await renew(await renew(first))
    await isOver(first)
    expect(await isAlive()).toBe(false)
  })

  it('end the log-in where two hold what one was exchanged for, and both use it', async () => {
    const [owners, thiefs] = [await renew(first), await renew(first)]
    const next = await renew(owners)
    await isOver(thiefs)
    await isOver(next)
  })

  it('give one chain only where many come at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => renew(first)))
    const renewed = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(renewed.length).toBe(6)
    await renew(renewed[3]!)
    await isOver(renewed[4]!)
    expect(await isAlive()).toBe(false)
  })

  it('end when their time is over, at log-out, and with the account', async () => {
    await test.db.execute(sql`update refresh_tokens set expires_at = now() where user_id = ${userId}`)
    await isOver(first)
    first = await beginFamily(test.db, userId)
    const other = await beginFamily(test.db, userId)
    await endFamily(test.db, first.refreshToken)
    await isOver(first)
    expect(await isAlive()).toBe(false)
    const next = await renew(other)
    await test.db.execute(sql`update users set status = 'suspended' where id = ${userId}`)
    expect(await findTokenHolder(test.db, next)).toBeNull()
    await isOver(next)
    await test.db.execute(sql`delete from users where id = ${userId}`)
    await isOver(next)
  })

  it('end when the password is changed', async () => {
    const password = 'correct horse'
    const ann = await registerUser(test.db, { email: 'ann@example.com', userName: 'Ann', password })
    first = await beginFamily(test.db, ann.userId)
    await changePassword(test.db, ann.userId, { current: password, next: 'another horse' })
    await isOver(first)
  })

  it('are nothing where they are unknown', async () => {
    for (const refreshToken of ['', 'x', '\0', first.refreshToken.slice(1)]) await isOver({ ...first, refreshToken })
    await endFamily(test.db, 'x')
    expect(await isAlive()).toBe(true)
  })
})

describe('an access token', () => {
  it('speaks for its user on their plan, as long as the log-in is theirs', async () => {
    expect(await findTokenHolder(test.db, first)).toEqual({ userId, planCode: 'FREE' })
    expect(await findTokenHolder(test.db, { ...first, userId: await addUser(test.db) })).toBeNull()
  })
})
