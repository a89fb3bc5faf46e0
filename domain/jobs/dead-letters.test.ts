import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '#db/client.server'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { discardDeadLetter, listDeadLetters, replayDeadLetter } from './dead-letters.server'

let test: TestDatabase
let database: Database
let userId: string

beforeAll(async () => {
  test = await makeTestDatabase()
  database = openDatabase({ url: test.url, name: 'dead-letters-test' })
  const { rows } = await database.db.execute<{ id: string }>(sql`select sp_register_user('a@example.org', 'Ann', 'x') as id`)
  userId = rows[0]!.id
})

afterAll(async () => {
  await database.close()
  await test.drop()
})

async function makeFailure(title: string): Promise<string> {
  const { rows } = await database.db.execute<{ id: string }>(sql`
    insert into recordings (user_id, source, title, language, status, object_key, total_ms)
    values (${userId}, 'upload', ${title}, 'en', 'uploading', ${`k/${title}`}, 1000) returning id`)
  const id = rows[0]!.id
  await database.db.execute(sql`update recordings set status = 'queued' where id = ${id}`)
  await database.db.execute(sql`select sp_fail_recording(${id}, 0, 'recognizer_failed', 'It stopped.')`)
  return id
}

const statusOf = async (id: string) =>
  (await database.db.execute<{ status: string }>(sql`select status from recordings where id = ${id}`)).rows[0]?.status

describe('dead letters', () => {
  it('are listed with the reason and the owner', async () => {
    const id = await makeFailure('first')
    expect(await listDeadLetters(database.db, 10)).toMatchObject([
      { recordingId: id, title: 'first', ownerEmail: 'a@example.org', errorCode: 'recognizer_failed', message: 'It stopped.' },
    ])
  })

  it('go back to the queue, once', async () => {
    const [letter] = await listDeadLetters(database.db, 10)
    await replayDeadLetter(database.db, letter!.id)
    expect(await statusOf(letter!.recordingId)).toBe('queued')
    expect(await listDeadLetters(database.db, 10)).toEqual([])
    await expect(replayDeadLetter(database.db, letter!.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('are discarded, and the recording stays failed', async () => {
    const id = await makeFailure('second')
    const [letter] = await listDeadLetters(database.db, 10)
    await discardDeadLetter(database.db, letter!.id)
    expect(await listDeadLetters(database.db, 10)).toEqual([])
    expect(await statusOf(id)).toBe('failed')
  })

  it('are not found by what is no number', async () => {
    await expect(discardDeadLetter(database.db, Number('x'))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('say why the queue does not take the recording', async () => {
    await makeFailure('third')
    const [letter] = await listDeadLetters(database.db, 10)
    await database.db.execute(sql`update plans set monthly_minutes = 0`)
    await expect(replayDeadLetter(database.db, letter!.id)).rejects.toMatchObject({ code: 'minutes_used_up' })
    expect(await listDeadLetters(database.db, 10)).toHaveLength(1)
  })
})
