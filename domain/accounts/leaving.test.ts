import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { beforeEach, expect, it } from 'vitest'
import { one } from '#tests/db/procedures'
import { useDatabase } from '#tests/db/use-database'
import { deleteAccount } from './delete-account.server'
import { isFirstAccount } from './first-account.server'
import { registerUser } from './register-user.server'

const test = useDatabase({ connectionsMax: 20 })
const PASSWORD = 'correct horse'
let made = 0

async function register(role?: 'admin') {
  const { userId } = await registerUser(test.db, { email: `leo${++made}@example.org`, userName: 'Leo', password: PASSWORD })
  if (role) await test.db.execute(sql`update users set role = 'admin' where id = ${userId}`)
  return userId
}
const leave = (userId: string) => deleteAccount(test.db, userId, { password: PASSWORD, session: null })
const left = () => one(test.db, sql`
  select count(*)::int as users, count(*) filter (where role = 'admin')::int as admins,
         count(s.user_id)::int as plans from users u left join user_subscriptions s on s.user_id = u.id`)

beforeEach(() => test.db.execute(sql`delete from users`))

/** Runs pieces of work that all have to wait for a subscription, and lets them go on together once each waits for a lock. */
async function atOnce<T>(works: (() => Promise<T>)[]): Promise<PromiseSettledResult<T>[]> {
  const holder = new pg.Client({ connectionString: test.url })
  await holder.connect()
  try {
    await holder.query('begin')
    await holder.query('select from user_subscriptions for update')
    const results = Promise.allSettled(works.map((work) => work()))
    const waiting = sql`select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    while ((await test.db.execute(waiting)).rowCount !== works.length) await sleep(20)
    await holder.query('commit')
    return await results
  } finally {
    await holder.end()
  }
}

it('two administrators who leave at once do not leave the others alone', async () => {
  const admins = [await register('admin'), await register('admin')]
  await register()
  const results = await atOnce(admins.map((userId) => () => leave(userId)))
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'last_admin' } })
  // Who has to stay keeps the plan, too.
  expect(await left()).toEqual({ users: 2, admins: 1, plans: 2 })
})

it('two administrators may both leave when nobody stays', async () => {
  const admins = [await register('admin'), await register('admin')]
  const results = await atOnce(admins.map((userId) => () => leave(userId)))
  // The one who came second may be told to repeat it, but never is anybody left without an administrator.
  const { admins: staying, users } = await left() as { admins: number; users: number }
  expect(users).toBe(results.filter(({ status }) => status === 'rejected').length)
  expect(staying).toBe(users)
})

it('who registers while the only account is on its way out becomes the administrator', async () => {
  const first = await register()
  await test.db.execute(sql`delete from user_subscriptions where user_id = ${first}`)
  expect(await isFirstAccount(test.db)).toBe(true)
  const second = await register()
  await leave(first)
  expect(await one(test.db, sql`select id, role from users`)).toEqual({ id: second, role: 'admin' })
})
