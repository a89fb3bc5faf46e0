import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import { claimRequest, type Claim, type Held } from './idempotency.server'
import { makeSeal } from './seal.server'

const test = useDatabase()
const answer = { status: 201, headers: { Location: '/there' }, body: '{"secret":"of the answer"}' }
let userId: string
beforeEach(async () => { userId = await addUser(test.db) })

const claim = (name = 'n1', owner = userId): Promise<Claim> => claimRequest(test.db, 'the secret', { owner, userId, name })
async function hold(name?: string, owner?: string): Promise<Held> {
  const got = await claim(name, owner)
  if (got.state !== 'held') throw new Error(got.state)
  return got.held
}

describe('a request with a name', () => {
  it('is carried out once, and answered with the same again', async () => {
    const held = await hold()
    expect(await claim()).toEqual({ state: 'running' })
    await held.finish('f1', answer)
    expect(await claim()).toMatchObject({ state: 'done', fingerprint: 'f1', answer })
  })

  it('is carried out by one of many who come at once', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim()))
    expect(claims.filter(({ state }) => state === 'held')).toHaveLength(1)
    for (const got of claims) if (got.state === 'held') await got.held.release()
  })

  it('can be tried again where nothing came of it', async () => {
    await (await hold()).release()
    await (await hold()).release()
  })

  it('is another’s where the owner is another, or the name', async () => {
    await (await hold()).finish('f1', answer)
    await (await hold('n2')).release()
    await (await hold('n1', await addUser(test.db))).release()
  })

  it('is taken over from whoever has died over it, who then has no say any more', async () => {
    const dead = await hold()
    await test.db.execute(sql`
      update idempotency_keys set touched_at = now() - make_interval(secs => ${limits.idempotencyDeadMs / 1000 + 1})`)
    const heir = await hold()
    await dead.finish('f0', { ...answer, body: 'of the dead' })
    expect(await claim()).toEqual({ state: 'running' })
    await dead.release()
    await heir.finish('f1', answer)
    expect(await claim()).toMatchObject({ state: 'done', fingerprint: 'f1', answer })
  })

  it('is forgotten when its time is over, and with its owner', async () => {
    await (await hold()).finish('f1', answer)
    await test.db.execute(sql`update idempotency_keys set expires_at = now()`)
    await (await hold()).finish('f2', answer)
    expect(await claim()).toMatchObject({ fingerprint: 'f2' })
    await test.db.execute(sql`delete from users where id = ${userId}`)
    expect((await test.db.execute(sql`select from idempotency_keys where user_id = ${userId}`)).rowCount).toBe(0)
  })

  it('leaves neither its name nor its answer in the database', async () => {
    await (await hold('a name that is long')).finish('f1', answer)
    const { rows } = await test.db.execute<{ row: string; answer: string }>(
      sql`select idempotency_keys::text as row, encode(answer, 'escape') as answer from idempotency_keys`)
    for (const { row, answer: stored } of rows) expect(row + stored).not.toMatch(/a name|of the answer|there/)
  })
})

describe('a seal', () => {
  const seal = makeSeal('the secret', 'owner', 'name')
  it('is opened by its like alone', () => {
    const sealed = seal.seal(Buffer.from('text'))
    expect(makeSeal('the secret', 'owner', 'name').open(sealed).toString()).toBe('text')
    for (const other of [makeSeal('another', 'owner', 'name'), makeSeal('the secret', 'other', 'name'), makeSeal('the secret', 'owner', 'n')]) {
      expect(() => other.open(sealed)).toThrow()
    }
    sealed[sealed.length - 1]! ^= 1
    expect(() => seal.open(sealed)).toThrow()
  })

  it('tells requests apart by where their parts end', () => {
    expect(seal.fingerprintOf(['ab', 'c'])).not.toBe(seal.fingerprintOf(['a', 'bc']))
    expect(seal.fingerprintOf(['a', Buffer.from('b')])).toBe(seal.fingerprintOf(['a', 'b']))
    expect(makeSeal('the secret', 'owner', 'n').fingerprintOf(['a'])).not.toBe(seal.fingerprintOf(['a']))
  })
})
