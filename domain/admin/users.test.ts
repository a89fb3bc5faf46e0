import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { listAudit, type Actor } from './audit.server'
import { changeUser, changeUserPlan, deleteUser } from './change-user.server'
import { getListedUser, listUsers } from './list-users.server'
import { changePlanLimits } from './plans.server'

const test = useDatabase()

const actorOf = async (id: string): Promise<Actor> => {
  const user = await getListedUser(test.db, id)
  return { id, email: user!.email, address: '192.0.2.1' }
}
const makeAdmin = async () => {
  const id = await addUser(test.db)
  await test.db.execute(sql`update users set role = 'admin' where id = ${id}`)
  return actorOf(id)
}
const admins = async () =>
  (await test.db.execute(sql`select id from users where role = 'admin' and status = 'active'`)).rows.length

describe('an administrator', () => {
  it('finds accounts by part of what they are called, page by page', async () => {
    const admin = await makeAdmin()
    const ids = await Promise.all(Array.from({ length: 3 }, () => addUser(test.db)))
    const { items } = await listUsers(test.db, { query: 'EXAMPLE.org' })
    expect(items.map(({ id }) => id)).toEqual(expect.arrayContaining([admin.id, ...ids]))
    expect((await listUsers(test.db, { query: '%' })).items).toEqual([])
    expect((await listUsers(test.db, { query: ids[0] })).items).toMatchObject([{ id: ids[0], planCode: 'FREE', usedMs: 0 }])
    expect(await getListedUser(test.db, 'nobody')).toBeNull()
  })

  it('moves somebody to another plan, and that is written down with it or not at all', async () => {
    const admin = await makeAdmin()
    const id = await addUser(test.db)
    await changeUserPlan(test.db, admin, id, 'PREMIUM')
    expect(await getListedUser(test.db, id)).toMatchObject({ planCode: 'PREMIUM' })
    const [entry] = (await listAudit(test.db, null)).items
    expect(entry).toMatchObject({
      actorEmail: admin.email, action: 'user.plan', subjectId: id, details: { plan: 'PREMIUM' }, address: '192.0.2.1',
    })
    await expect(changeUserPlan(test.db, admin, id, 'NONE')).rejects.toMatchObject({ code: 'bad_request' })
    expect((await listAudit(test.db, null)).items[0]!.id).toBe(entry!.id)
  })

  it('suspends somebody, who is out at once and in again when reactivated', async () => {
    const admin = await makeAdmin()
    const id = await addUser(test.db)
    await test.db.execute(sql`insert into user_sessions (token_hash, user_id, expires_at) values ('t', ${id}, now() + interval '1 day')`)
    const live = await test.db.execute<{ id: string }>(sql`
      select recording_id as id from sp_start_live(${id}, 'en', null, 'Talk', 4)`)
    await changeUser(test.db, admin, id, 'suspend')
    expect((await test.db.execute(sql`select from user_sessions where user_id = ${id}`)).rows).toEqual([])
    const released = await test.db.execute(sql`
      select from live_sessions where recording_id = ${live.rows[0]!.id} and touched_at = '-infinity'`)
    expect(released.rows).toHaveLength(1)
    await changeUser(test.db, admin, id, 'reactivate')
    expect(await getListedUser(test.db, id)).toMatchObject({ status: 'active' })
  })

  it('does none of this to themselves, nor once they are none any more', async () => {
    const admin = await makeAdmin()
    const other = await makeAdmin()
    for (const act of ['suspend', 'demote'] as const) {
      await expect(changeUser(test.db, admin, admin.id, act)).rejects.toMatchObject({ code: 'forbidden' })
    }
    await expect(deleteUser(test.db, admin, admin.id)).rejects.toMatchObject({ code: 'forbidden' })
    await changeUser(test.db, other, admin.id, 'demote')
    await expect(deleteUser(test.db, admin, other.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(changeUserPlan(test.db, admin, other.id, 'BASIC')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('deletes an account with everything in it', async () => {
    const admin = await makeAdmin()
    const id = await addUser(test.db)
    await addRecording(test.db, id)
    await deleteUser(test.db, admin, id)
    expect(await getListedUser(test.db, id)).toBeNull()
    expect((await test.db.execute(sql`select from object_deletions where object_key like ${`recordings/${id}/%`}`)).rows).toHaveLength(1)
    expect((await listAudit(test.db, null)).items[0]).toMatchObject({ action: 'user.delete', subjectId: id })
    await expect(deleteUser(test.db, admin, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('changes what a plan allows, and is told which number is none', async () => {
    const admin = await makeAdmin()
    const fields = {
      monthlyMinutes: '', monthlyUsageLimit: '7', uploadMegabytes: '500', retentionDays: '30', audioRetentionDays: '7', parallelJobs: '3',
    }
    await changePlanLimits(test.db, admin, 'BASIC', fields)
    const { rows } = await test.db.execute(sql`select monthly_minutes, monthly_usage_limit, audio_retention_days from plans where code = 'BASIC'`)
    expect(rows).toEqual([{ monthly_minutes: null, monthly_usage_limit: 7, audio_retention_days: 7 }])
    for (const [field, text] of [['parallelJobs', '0'], ['retentionDays', '-1'], ['uploadMegabytes', ''], ['monthlyMinutes', '1e3']] as const) {
      await expect(changePlanLimits(test.db, admin, 'BASIC', { ...fields, [field]: text }))
        .rejects.toMatchObject({ code: 'bad_request', params: { field, plan: 'BASIC' } })
    }
    await expect(changePlanLimits(test.db, admin, 'NONE', fields)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('two administrators', () => {
  it.each([
    ['delete', (actor: Actor, id: string) => deleteUser(test.db, actor, id)],
    ['suspend', (actor: Actor, id: string) => changeUser(test.db, actor, id, 'suspend')],
    ['demote', (actor: Actor, id: string) => changeUser(test.db, actor, id, 'demote')],
  ] as const)('who %s each other at once leave one', async (_name, act) => {
    for (let round = 0; round < 5; round += 1) {
      await test.db.execute(sql`delete from users`)
      const [one, two] = [await makeAdmin(), await makeAdmin()]
      const outcomes = await Promise.allSettled([act(one, two.id), act(two, one.id)])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await admins()).toBe(1)
    }
  })
})

it('the audit log cannot be changed, by whatever statement', async () => {
  const admin = await makeAdmin()
  await changeUserPlan(test.db, admin, await addUser(test.db), 'BASIC')
  for (const statement of [sql`update audit_log set subject = ''`, sql`delete from audit_log`, sql`truncate audit_log`]) {
    await expect(test.db.execute(statement)).rejects.toMatchObject({ cause: { code: 'SN004' } })
  }
})
