import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase, type Database } from '#db/client.server'
import { unhurried } from '#db/unhurried.server'
import { removeAccount } from '#domain/accounts/remove-account.server'
import { isDatabaseTrouble } from '#domain/jobs/database-trouble.server'
import { deleteRecording } from '#domain/recordings/change-recording.server'
import { one } from './procedures'
import { addRecording, addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase()
let pages: Database
beforeAll(async () => {
  pages = openDatabase({ url: test.url, name: 'unhurried-test', connectionsMax: 1, statementMsMax: 500 })
  // As slow as with all the words of many hours.
  await test.db.execute(sql`
    create function slowly() returns trigger language plpgsql as $$ begin perform pg_sleep(0.6); return old; end $$`)
  await test.db.execute(sql`create trigger slowly before delete on recordings for each row execute function slowly()`)
})
afterAll(() => pages.close())

it.each<[string, (userId: string, id: string) => Promise<void>, users: number]>([
  ['an account', (userId) => removeAccount(pages.db, userId, async () => {}), 0],
  ['a recording', (userId, id) => deleteRecording(pages.db, userId, id), 1],
])('%s is deleted however long that takes, and the statements after it are hurried again', async (_what, remove, users) => {
  const userId = await addUser(test.db)
  await remove(userId, await addRecording(test.db, userId))
  expect(await one(test.db, sql`
    select (select count(*)::int from users where id = ${userId}) as users,
           (select count(*)::int from recordings where user_id = ${userId}) as recordings`)).toEqual({ users, recordings: 0 })
  expect(await one(pages.db, sql`show statement_timeout`)).toEqual({ statement_timeout: '500ms' })
})

it('a lock that is not given back is waited for no longer than by other statements', async () => {
  const userId = await addUser(test.db)
  await test.db.transaction(async (holder) => {
    await holder.execute(sql`select from users where id = ${userId} for update`)
    const waiting = unhurried(pages.db, (tx) => tx.execute(sql`select from users where id = ${userId} for update`))
    expect(isDatabaseTrouble(await waiting.catch((error: unknown) => error))).toBe(true)
  })
})
