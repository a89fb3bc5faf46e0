import { sql } from 'drizzle-orm'
import { beforeAll, expect, it, vi } from 'vitest'
import type { Db } from '#db/client.server'
import { AppError } from '#domain/errors/app-error'
import { claimStep, commitStep, completeStep, failStep, type ClaimedStep } from '#domain/pipeline/step-ledger.server'
import { deleteRecording } from '#domain/recordings/change-recording.server'
import { storeChunks } from '#domain/search/store-chunks.server'
import { addRecording, addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })
const ROUNDS = 40
let ann: string
beforeAll(async () => {
  ann = await addUser(test.db, 'ENTERPRISE')
})

async function claimed(): Promise<ClaimedStep> {
  const recordingId = await addRecording(test.db, ann)
  await test.db.execute(sql`
    insert into recording_steps (recording_id, step, status) values (${recordingId}, 'index', 'queued')`)
  return (await claimStep(test.db, { recordingId, step: 'index', key: '' }))!
}

/** Writes what refers to the recording, as steps do. */
const store = (lease: ClaimedStep) => (tx: Db) => storeChunks(tx, { id: lease.recordingId, userId: ann }, [{
  chunkIndex: 0, segmentFrom: 0, segmentTo: 0, startMs: 0, endMs: 1, text: 'a', tokenCount: 1, print: 'a', tokens: [],
}])

it('a recording that is deleted in the middle of a commit waits for it, and goes', async () => {
  const lease = await claimed()
  let deleting: Promise<void> | undefined
  const waiting = async () => (await test.client.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rowCount === 1
  const isHeld = await commitStep(test.db, lease, async (tx) => {
    deleting = deleteRecording(test.db, ann, lease.recordingId)
    deleting.catch(() => {})
    await vi.waitUntil(waiting, { interval: 5 })
    await store(lease)(tx)
  })
  await deleting
  expect(isHeld).toBe(true)
  const { rows } = await test.client.query('select from recordings where id = $1', [lease.recordingId])
  expect(rows).toEqual([])
})

const failure = new AppError('internal', 'It broke.')

/** A run under way that has failed before: its dead letter is settled when it ends well. */
async function leaveDeadLetter(lease: ClaimedStep): Promise<void> {
  await failStep(test.db, lease, failure)
  await test.db.execute(sql`
    update recording_steps set status = 'running' where recording_id = ${lease.recordingId}`)
}

it.each([
  ['commits', (lease: ClaimedStep) => commitStep(test.db, lease, store(lease))],
  ['completes', (lease: ClaimedStep) => completeStep(test.db, lease, {})],
  ['fails', (lease: ClaimedStep) => failStep(test.db, lease, failure)],
])('a recording can be deleted at any moment while a step %s', async (_, act) => {
  const leases: ClaimedStep[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const lease = await claimed()
    if (round % 2) await leaveDeadLetter(lease)
    leases.push(lease)
  }
  const ends = await Promise.allSettled(leases.flatMap((lease) =>
    [act(lease), deleteRecording(test.db, ann, lease.recordingId)]))
  expect(ends.flatMap((end) => (end.status === 'rejected' ? [end.reason.cause ?? end.reason] : []))).toEqual([])
  const { rows } = await test.client.query('select from recording_steps')
  expect(rows).toEqual([])
})
