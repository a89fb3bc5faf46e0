import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { claimDraft, makeDraftLedger, type DraftOrder } from '#domain/jobs/draft-ledger.server'
import { mendQueue } from '#domain/jobs/sweeper.server'
import { acceptDraft, beginDraft, discardDraft, findDraft } from '#domain/recordings/drafts.server'
import { compareDraft } from '#domain/recordings/compare-draft.server'
import { correctSegment, listSegments } from '#domain/recordings/segments.server'
import { AppError } from '#domain/errors/app-error'
import { makePool } from '#tests/worker/rows'
import { one, usageOf } from './procedures'
import { addRecording, addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })
const wish = { language: 'en', modelId: null }
const segments = [
  { startMs: 0, endMs: 1000, text: 'The quick brown fox.' },
  { startMs: 1200, endMs: 2000, text: 'It jumps.' },
]
const better = [
  { startMs: 0, endMs: 1000, text: 'The quick, brown box.' },
  { startMs: 1200, endMs: 2000, text: 'It jumps.' },
  { startMs: 2500, endMs: 3000, text: 'High.' },
]

let ann: string
let id: string
beforeEach(async () => {
  ann = await addUser(test.db)
  id = await addRecording(test.db, ann, { segments, durationMs: 3000 })
})

const codes = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work)).map((result) =>
    result.status === 'fulfilled' ? 'ok' : (result.reason as AppError).code,
  )

const draftOf = async (recordingId = id) => (await findDraft(test.db, ann, recordingId))!

async function claim(draftId: string): Promise<DraftOrder | null> {
  return claimDraft(test.db, { draftId, poolId: await makePool(test.client, []), isHeldHere: false })
}

async function finish(recordingId = id) {
  await beginDraft(test.db, ann, recordingId, wish)
  const draft = await draftOf(recordingId)
  const order = (await claim(draft.id))!
  const done = { durationMs: 3000, segments: better, modelId: 'whisper-base', language: 'en', needsPlayback: false }
  expect(await makeDraftLedger(test.db, order).complete(done)).toBe('completed')
  return draftOf(recordingId)
}

const jobKeys = async () =>
  (
    await test.db.execute<{ key: string }>(sql`
  select key from graphile_worker.jobs where task_identifier = 'transcribe-draft' order by priority, run_at, id`)
  ).rows.map(({ key }) => key)

describe('a draft', () => {
  it('is one at a time, of twenty begun at once, and costs nothing', async () => {
    const before = await usageOf(test.db, ann)
    const outcomes = await codes(Array.from({ length: 20 }, () => beginDraft(test.db, ann, id, wish)))
    expect(outcomes.sort()).toEqual([...Array<string>(19).fill('draft_exists'), 'ok'])
    expect(await usageOf(test.db, ann)).toEqual(before)
    await finishWork((await draftOf()).id)
    expect(await usageOf(test.db, ann)).toEqual(before)
  })

  it.each(['uploading', 'queued', 'processing', 'failed'] as const)(
    'is not for a recording that is %s',
    async (until) => {
      const other = await addRecording(test.db, await addUser(test.db), { until })
      const { user_id: owner } = await one<{ user_id: string }>(
        test.db,
        sql`select user_id from recordings where id = ${other}`,
      )
      await expect(beginDraft(test.db, owner, other, wish)).rejects.toMatchObject({ code: 'conflict' })
    },
  )

  it('is not for a recording without audio', async () => {
    await test.db.execute(sql`update recordings set object_key = null where id = ${id}`)
    await expect(beginDraft(test.db, ann, id, wish)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('takes one of its owner’s turns, after recordings that have no transcript yet', async () => {
    const { parallel } = await one<{ parallel: number }>(
      test.db,
      sql`select parallel_jobs as parallel from plans where code = 'FREE'`,
    )
    expect(parallel).toBe(2)
    const done = [
      id,
      ...(await Promise.all([1, 2].map(() => addRecording(test.db, ann, { segments, durationMs: 1000 })))),
    ]
    for (const each of done) await beginDraft(test.db, ann, each, wish)
    const drafts = await Promise.all(done.map(async (each) => `transcribe-draft:${(await draftOf(each)).id}`))
    const lines = (await jobKeys()).filter((key) => drafts.includes(key))
    expect(lines).toEqual(drafts.slice(0, 2))
    const waiting = await addRecording(test.db, ann, { until: 'queued', durationMs: 1000 })
    const hasJob = async () =>
      (
        await test.db.execute(sql`
      select from graphile_worker.jobs where key = ${`transcribe:${waiting}`}`)
      ).rowCount === 1
    expect(await hasJob()).toBe(false)
    await finishWork(drafts[0]!.split(':')[1]!)
    expect(await hasJob()).toBe(true)
    await discardDraft(test.db, ann, done[1]!, drafts[1]!.split(':')[1]!)
    expect((await jobKeys()).filter((key) => drafts.includes(key))).toEqual([drafts[0], drafts[2]])
  })

  it('is claimed once, taken over from the dead, and refuses whoever has lost it', async () => {
    await beginDraft(test.db, ann, id, wish)
    const draft = await draftOf()
    const pools: string[] = []
    for (let n = 0; n < 10; n++) pools.push(await makePool(test.client, []))
    const claims = await Promise.all(
      pools.map((poolId) => claimDraft(test.db, { draftId: draft.id, poolId, isHeldHere: false })),
    )
    const first = claims.find((each) => each !== null)!
    expect(claims.filter((each) => each !== null)).toHaveLength(1)
    const ledger = makeDraftLedger(test.db, first)
    expect(await ledger.settleModel('whisper-base')).toBe(true)
    const window = { idx: 0, startMs: 0, endMs: 1000, nextStartSample: 16_000, segments: better.slice(0, 1) }
    expect(await ledger.storeCheckpoint(window)).toBe(true)
    expect(await ledger.storeCheckpoint(window)).toBe(true)
    await ledger.reportProgress(1000, 3000)
    expect(await draftOf()).toMatchObject({ status: 'processing', progressMs: 1000, totalMs: 3000 })
    await test.db.execute(sql`update worker_pools set heartbeat_at = now() - interval '1 minute'`)
    const heir = (await claim(draft.id))!
    expect(heir).toMatchObject({
      isTakeover: true,
      setbacks: 1,
      usedModelId: 'whisper-base',
      userId: ann,
      recordingId: id,
    })
    expect(await makeDraftLedger(test.db, heir).listCheckpoints()).toEqual([window])
    const done = { durationMs: 3000, segments: better, modelId: 'whisper-base', language: 'en', needsPlayback: false }
    expect(
      await Promise.all([
        ledger.settleModel('x'),
        ledger.storeCheckpoint({ ...window, idx: 1 }),
        ledger.postpone(0),
        ledger.giveBack({ delayMs: 0, outages: 0 }),
        ledger.fail(new AppError('internal', 'No.')),
        ledger.complete(done),
      ]),
    ).toEqual([false, false, false, false, false, 'lost_lease'])
    await ledger.reportProgress(2000, 9000)
    expect(await draftOf()).toMatchObject({ progressMs: 1000, totalMs: 3000 })
    const own = makeDraftLedger(test.db, heir)
    expect(await own.settleModel('another')).toBe(true)
    expect(await own.listCheckpoints()).toEqual([])
    expect((await Promise.all([own.complete(done), own.complete(done)])).sort()).toEqual([
      'already_completed',
      'completed',
    ])
  })

  it('goes back to the queue, or fails, and is seen to again where its job is lost', async () => {
    await beginDraft(test.db, ann, id, wish)
    const { id: draftId } = await draftOf()
    const key = `transcribe-draft:${draftId}`
    const first = makeDraftLedger(test.db, (await claim(draftId))!)
    await test.db.execute(sql`select graphile_worker.remove_job(${key})`)
    expect(await first.postpone(0)).toBe(true)
    expect(await jobKeys()).toContain(key)
    await test.db.execute(sql`select graphile_worker.remove_job(${key})`)
    expect(await mendQueue(test.client)).toBeGreaterThan(0)
    expect(await jobKeys()).toContain(key)
    const second = (await claim(draftId))!
    expect(second.setbacks).toBe(1)
    expect(await makeDraftLedger(test.db, second).giveBack({ delayMs: 0, outages: 3 })).toBe(true)
    const job = await one<{ payload: unknown }>(
      test.db,
      sql`select payload from graphile_worker._private_jobs where key = ${key}`,
    )
    expect(job.payload).toEqual({ recordingId: id, draftId, outages: 3 })
    const third = makeDraftLedger(test.db, (await claim(draftId))!)
    expect(await third.fail(new AppError('media_truncated', 'Broken.', { params: { n: 1 } }))).toBe(true)
    expect(await draftOf()).toMatchObject({ status: 'failed', errorCode: 'media_truncated', errorParams: { n: 1 } })
    expect(await claim(draftId)).toBeNull()
    await discardDraft(test.db, ann, id, draftId)
    await beginDraft(test.db, ann, id, wish)
  })

  it('can be thrown away at any moment; work on it is lost, and so is its job', async () => {
    await beginDraft(test.db, ann, id, wish)
    const { id: draftId } = await draftOf()
    const ledger = makeDraftLedger(test.db, (await claim(draftId))!)
    expect(await codes(Array.from({ length: 5 }, () => discardDraft(test.db, ann, id, draftId)))).toEqual(
      expect.arrayContaining(['ok', 'not_found']),
    )
    expect(await findDraft(test.db, ann, id)).toBeNull()
    expect(await jobKeys()).not.toContain(`transcribe-draft:${draftId}`)
    expect(await ledger.storeCheckpoint({ idx: 0, startMs: 0, endMs: 1, nextStartSample: 1, segments: [] })).toBe(false)
    await beginDraft(test.db, ann, id, wish)
    // A worker that held the former one writes nothing to the new one.
    await claim((await draftOf()).id)
    expect(
      await ledger.complete({ durationMs: 1, segments: [], modelId: 'x', language: 'en', needsPlayback: false }),
    ).toBe('not_found')
    await test.db.execute(sql`delete from recordings where id = ${id}`)
  })
})

describe('accepting a draft', () => {
  it('puts it in place of the transcript, once of many times at once', async () => {
    const draft = await finish()
    const { print } = await compareDraft(test.db, ann, id)
    const outcomes = await codes(
      Array.from({ length: 8 }, () => acceptDraft(test.db, ann, id, { draftId: draft.id, print })),
    )
    expect(outcomes.filter((outcome) => outcome === 'ok')).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'not_found']))
    const now = await listSegments(test.db, ann, id)
    expect(now.map(({ idx, text, startMs, editedAt }) => ({ idx, text, startMs, editedAt }))).toEqual(
      better.map(({ text, startMs }, idx) => ({ idx, text, startMs, editedAt: null })),
    )
    expect(
      await one(test.db, sql`select used_model_id, detected_language, status from recordings where id = ${id}`),
    ).toEqual({
      used_model_id: 'whisper-base',
      detected_language: 'en',
      status: 'done',
    })
    expect(await findDraft(test.db, ann, id)).toBeNull()
  })

  it('is refused where the transcript was corrected after it was compared', async () => {
    const draft = await finish()
    const { print } = await compareDraft(test.db, ann, id)
    const [segment] = await listSegments(test.db, ann, id)
    await correctSegment(test.db, ann, id, segment!.id, 'The quick brown ox.')
    await expect(acceptDraft(test.db, ann, id, { draftId: draft.id, print })).rejects.toMatchObject({
      code: 'transcript_changed',
    })
    expect((await listSegments(test.db, ann, id))[0]!.text).toBe('The quick brown ox.')
    const again = await compareDraft(test.db, ann, id)
    expect(again.corrected).toBe(1)
    await acceptDraft(test.db, ann, id, { draftId: draft.id, print: again.print })
  })

  it('races a correction without losing it unseen', async () => {
    for (let round = 0; round < 10; round++) {
      const recordingId = await addRecording(test.db, ann, { segments, durationMs: 10 })
      const draft = await finish(recordingId)
      const { print } = await compareDraft(test.db, ann, recordingId)
      const [segment] = await listSegments(test.db, ann, recordingId)
      const [accepted, corrected] = await codes([
        acceptDraft(test.db, ann, recordingId, { draftId: draft.id, print }),
        correctSegment(test.db, ann, recordingId, segment!.id, 'Corrected.'),
      ])
      expect([accepted, corrected]).toSatisfy(
        ([a, c]: string[]) => (a === 'ok' && c === 'not_found') || (a === 'transcript_changed' && c === 'ok'),
      )
      await test.db.execute(sql`delete from recordings where id = ${recordingId}`)
    }
  })

  it('is not possible before it is done, nor for a draft that is not the one that was shown', async () => {
    await beginDraft(test.db, ann, id, wish)
    const { id: draftId } = await draftOf()
    await expect(acceptDraft(test.db, ann, id, { draftId, print: '' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(acceptDraft(test.db, ann, id, { draftId: randomUUID(), print: '' })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(compareDraft(test.db, ann, id)).rejects.toMatchObject({ code: 'conflict' })
  })
})

async function finishWork(draftId: string): Promise<void> {
  const order = (await claim(draftId))!
  await makeDraftLedger(test.db, order).complete({
    durationMs: 3000,
    segments: better,
    modelId: 'whisper-base',
    language: 'en',
    needsPlayback: false,
  })
}
