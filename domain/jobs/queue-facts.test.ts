import { expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { makeQueued, makeUser } from '#tests/worker/rows'
import { listDeadLetters } from './dead-letters.server'
import { getQueueFacts } from './queue-facts.server'

const test = useDatabase()

it('tells how the queue stands', async () => {
  const userId = await makeUser(test.client)
  const first = await makeQueued(test.client, userId)
  await makeQueued(test.client, userId)
  await makeQueued(test.client, userId)
  await test.client.query(`update recordings set status = 'processing' where id = $1`, [first])
  await test.client.query(`update recordings set queued_at = now() - interval '1 minute'`)
  const facts = await getQueueFacts(test.db)
  expect(facts).toMatchObject({ waiting: 2, running: 1, deadLetters: 0 })
  expect(facts.oldestWaitMs).toBeGreaterThanOrEqual(60_000)
})

it('counts as many dead letters as administrators see, and no file that is merely no recording', async () => {
  const userId = await makeUser(test.client)
  for (const code of ['recognizer_failed', 'media_empty']) {
    const id = await makeQueued(test.client, userId)
    await test.client.query('select sp_fail_recording(id, fence, $2, $3) from recordings where id = $1', [id, code, 'It failed.'])
  }
  const letters = await listDeadLetters(test.db, 10)
  expect(letters.map(({ errorCode }) => errorCode)).toEqual(['recognizer_failed'])
  expect((await getQueueFacts(test.db)).deadLetters).toBe(letters.length)
})
