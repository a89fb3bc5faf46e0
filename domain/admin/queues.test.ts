import { sql } from 'drizzle-orm'
import { beforeAll, expect, it } from 'vitest'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { listDeadLetters } from '../jobs/dead-letters.server'
import { countJob } from '../jobs/task-counts.server'
import { startLiveSession } from '../live/live-session.server'
import { touchLiveSessions } from '../live/live-writes.server'
import type { Actor } from './audit.server'
import { settleLetter, settleLetters } from './letters.server'
import { endSession, listOpenSessions } from './live.server'
import { getQueues, settleGivenUp } from './queues.server'
import { getStorageFacts } from './storage.server'

const test = useDatabase()
let admin: Actor

beforeAll(async () => {
  admin = { id: await addUser(test.db), email: 'admin@example.org', address: '192.0.2.1' }
})

const addJob = (task: string, change = '') => test.client.query(
  `select graphile_worker.add_job($1, run_at := now() ${change}, job_key := gen_random_uuid()::text, max_attempts := 1)`, [task])
const audit = async () =>
  (await test.client.query('select action, subject, details from audit_log order by id desc limit 1')).rows[0] as object

it('tells task by task what waits, since when, and what has been done', async () => {
  await addJob('one', `- interval '1 minute'`)
  await addJob('one')
  await addJob('one', `+ interval '1 hour'`)
  for (const outcome of ['done', 'done', 'failed']) await countJob(test.db, { task: 'two', outcome, ms: 900 })
  const { tasks, isCut } = await getQueues(test.db)
  expect(isCut).toBe(false)
  expect(tasks.find(({ task }) => task === 'one')).toMatchObject({ waiting: 2, later: 1, running: 0, givenUp: 0, endedDay: 0, meanMs: null })
  expect(tasks.find(({ task }) => task === 'one')!.oldestMs).toBeGreaterThanOrEqual(60_000)
  expect(tasks.find(({ task }) => task === 'two')).toMatchObject({ waiting: 0, endedHour: 3, endedDay: 3, failedDay: 1, meanMs: 900 })
})

it('tries given-up jobs of a task again, or takes them off', async () => {
  for (const task of ['lost', 'lost', 'other']) await addJob(task)
  await test.client.query(`update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'It broke.'
    where task_id in (select id from graphile_worker._private_tasks where identifier in ('lost', 'other'))`)
  const lost = async () => (await getQueues(test.db)).tasks.find(({ task }) => task === 'lost')
  expect(await lost()).toMatchObject({ givenUp: 2, waiting: 0, lastError: 'It broke.' })
  await settleGivenUp(test.db, admin, 'lost', 'replay')
  expect(await lost()).toMatchObject({ givenUp: 0, waiting: 2 })
  await expect(settleGivenUp(test.db, admin, 'lost', 'discard')).rejects.toMatchObject({ code: 'not_found' })
  await settleGivenUp(test.db, admin, 'other', 'discard')
  expect((await getQueues(test.db)).tasks.map(({ task }) => task)).not.toContain('other')
  expect(await audit()).toEqual({ action: 'jobs.discard', subject: 'other', details: { jobs: 1 } })
})

it('settles dead letters one by one and many at once; one that is refused stays and holds up no other', async () => {
  const rich = await addUser(test.db)
  const poor = await addUser(test.db, 'BASIC')
  for (const owner of [rich, rich, poor]) await addRecording(test.db, owner, { until: 'failed' })
  await test.client.query(`update plans set monthly_minutes = 0 where code = 'BASIC'`)
  const letters = await listDeadLetters(test.db, 10)
  expect(letters).toHaveLength(3)
  expect(await settleLetters(test.db, admin, [...letters.map(({ id }) => id), 987_654], 'replay')).toEqual({ settled: 2, refused: 2 })
  const [left, ...more] = await listDeadLetters(test.db, 10)
  expect(more).toEqual([])
  await settleLetter(test.db, admin, left!.id, 'discard')
  expect(await audit()).toMatchObject({ action: 'letter.discard', details: { letter: left!.id, error: 'recognizer_failed' } })
  await expect(settleLetter(test.db, admin, left!.id, 'discard')).rejects.toMatchObject({ code: 'not_found' })
})

it('shows who speaks, how long and on which copy, and ends it', async () => {
  const owner = await addUser(test.db)
  const session = await startLiveSession(test.db, { userId: owner, language: 'en', modelId: null, title: 'Secret' })
  if (!('fence' in session)) throw new Error('it has ended')
  await touchLiveSessions(test.db, [session], 'live-1:3001')
  const [open] = await listOpenSessions(test.db)
  expect(open).toMatchObject({ id: session.sessionId, ownerId: owner, heldBy: 'live-1:3001', isAttached: true, durationMs: 0 })
  expect(open).not.toHaveProperty('title')
  await endSession(test.db, admin, session.sessionId)
  expect(await listOpenSessions(test.db)).toEqual([])
  expect(await touchLiveSessions(test.db, [session])).toEqual(new Map([[session.sessionId, 'superseded']]))
  await expect(endSession(test.db, admin, 'x')).rejects.toMatchObject({ code: 'not_found' })
})

it('knows of storage what was counted last', async () => {
  expect(await getStorageFacts(test.db)).toMatchObject({ countedAt: null, objects: 0 })
  await test.db.execute(sql`insert into upkeep_runs values ('reconcile', now(), 5, true, '{"objects": 3, "bytes": 3000}')`)
  await test.db.execute(sql`insert into object_deletions (object_key, attempts) values ('a', 0), ('b', 2)`)
  expect(await getStorageFacts(test.db)).toMatchObject({ objects: 3, bytes: 3000, outbox: 2, outboxRefused: 1 })
})
