import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { claim, addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import { cancelRecording, deleteRecording, renameRecording, retryRecording, setKept } from './change-recording.server'
import { findSameFile, requireRecording } from './get-recording.server'
import { getTranscript } from './get-transcript.server'
import { listOpenRecordings } from './list-open-recordings.server'
import { listRecordings } from './list-recordings.server'
import { correctSegment, listSegments, restoreSegment } from './segments.server'

const test = useDatabase()

let userId: string
beforeEach(async () => {
  userId = await addUser(test.db, 'ENTERPRISE')
})

const segments = ['one too tree', 'four five'].map((text, i) => ({
  startMs: i * 1000,
  endMs: i * 1000 + 900,
  text,
  words: text
    .split(' ')
    .map((word, w) => ({ text: word, startMs: i * 1000 + w * 300, endMs: i * 1000 + w * 300 + 300 })),
}))
const titles = async (filter = {}) => (await listRecordings(test.db, userId, filter)).items.map((item) => item.title)

describe('the list', () => {
  it('gives every recording once, the newest first, also those of the same microsecond', async () => {
    for (let i = 0; i < 12; i++) await addRecording(test.db, userId, { title: `t${i}`, until: 'uploading' })
    await test.db.execute(
      sql`update recordings set created_at = '2026-01-01 00:00:00.123456Z' where title in ('t3', 't4', 't5', 't6')`,
    )
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await listRecordings(test.db, userId, { limit: 5, ...(cursor && { cursor }) })
      expect(page.total).toBe(12)
      ids.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    const { rows } = await test.db.execute<{ id: string }>(
      sql`select id from recordings where user_id = ${userId} order by created_at desc, id desc`,
    )
    expect(ids).toEqual(rows.map((row) => row.id))
  })

  it('does not skip or repeat when recordings come and go between two pages', async () => {
    for (let i = 0; i < 6; i++) await addRecording(test.db, userId, { title: `t${i}`, until: 'uploading' })
    const first = await listRecordings(test.db, userId, { limit: 3 })
    await addRecording(test.db, userId, { title: 'new', until: 'uploading' })
    await deleteRecording(test.db, userId, first.items[2]!.id)
    expect(await titles({ limit: 3, cursor: first.nextCursor! })).toEqual(['t2', 't1', 't0'])
  })

  it.each(['x', '', '1_2', '1e9_00000000-0000-4000-8000-000000000000', "1'_00000000-0000-4000-8000-000000000000", '_'])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect(listRecordings(test.db, userId, { cursor })).rejects.toMatchObject({
        code: 'bad_request',
        params: { field: 'cursor' },
      })
    },
  )

  it('finds titles without case and accents, by all words, and takes signs literally', async () => {
    for (const title of ['Họp nhóm Đà Nẵng', 'hop', '會議記錄', '100% sure_thing', 'back\\slash']) {
      await addRecording(test.db, userId, { title, until: 'uploading' })
    }
    expect(await titles({ query: 'HOP' })).toEqual(['hop', 'Họp nhóm Đà Nẵng'])
    expect(await titles({ query: ' da  họp ' })).toEqual(['Họp nhóm Đà Nẵng'])
    expect(await titles({ query: '議記' })).toEqual(['會議記錄'])
    expect(await titles({ query: '%' })).toEqual(['100% sure_thing'])
    expect(await titles({ query: 'sure_' })).toEqual(['100% sure_thing'])
    expect(await titles({ query: '\\' })).toEqual(['back\\slash'])
    expect(await titles({ query: `' or true --\0` })).toEqual([])
    expect(await titles({ query: '   ' })).toHaveLength(5)
  })

  it('filters by status, with a total to match', async () => {
    await addRecording(test.db, userId)
    await addRecording(test.db, userId, { until: 'failed' })
    const failed = await listRecordings(test.db, userId, { status: 'failed' })
    expect(failed).toMatchObject({
      total: 1,
      nextCursor: null,
      items: [{ status: 'failed', errorCode: 'recognizer_failed' }],
    })
  })

  it('never gives more than a page', async () => {
    await Promise.all(
      Array.from({ length: limits.libraryPageRows + 1 }, () => addRecording(test.db, userId, { until: 'uploading' })),
    )
    expect(await titles({ limit: 1e9 })).toHaveLength(limits.libraryPageRows)
    expect(await titles({ limit: -1 })).toHaveLength(1)
  })

  it('tells the place in the queue among all users, once a turn has come', async () => {
    await test.db.execute(sql`delete from recordings`)
    const free = await addUser(test.db)
    for (let i = 0; i < 3; i++) await addRecording(test.db, free, { title: `f${i}`, until: 'queued' })
    const urgent = await addRecording(test.db, userId, { until: 'queued' })
    const places = (await listRecordings(test.db, free)).items.map((item) => [item.title, item.queuePosition])
    expect(places).toEqual([
      ['f2', null],
      ['f1', 3],
      ['f0', 2],
    ])
    expect((await requireRecording(test.db, userId, urgent)).queuePosition).toBe(1)
    await claim(test.db, urgent)
    expect((await requireRecording(test.db, userId, urgent)).queuePosition).toBeNull()
  })
})

describe('what is open', () => {
  it('is told whole, also beyond a page of the library', async () => {
    const open = await Promise.all(
      Array.from({ length: limits.libraryPageRows + 1 }, () => addRecording(test.db, userId, { until: 'uploading' })),
    )
    open.push(await addRecording(test.db, userId, { until: 'queued' }))
    const processing = await addRecording(test.db, userId, { until: 'processing' })
    await addRecording(test.db, userId, { until: 'done' })
    await addRecording(test.db, userId, { until: 'failed' })
    await addRecording(test.db, await addUser(test.db), { until: 'queued' })
    const told = await listOpenRecordings(test.db, userId)
    expect(told.map(({ id }) => id).sort()).toEqual([...open, processing].sort())
    expect(told.find(({ id }) => id === processing)).toMatchObject({ status: 'processing', progressMs: 0 })
  })
})

describe('a recording', () => {
  it('is renamed, kept and deleted', async () => {
    const id = await addRecording(test.db, userId)
    await renameRecording(test.db, userId, id, '  Họp  ')
    await setKept(test.db, userId, id, true)
    expect(await requireRecording(test.db, userId, id)).toMatchObject({ title: 'Họp', kept: true })
    for (const title of ['', '   ', 'x'.repeat(limits.titleCharsMax + 1), 'a\nb', 'a\0b']) {
      await expect(renameRecording(test.db, userId, id, title)).rejects.toMatchObject({
        code: 'bad_request',
        params: { field: 'title' },
      })
    }
    await deleteRecording(test.db, userId, id)
    await expect(requireRecording(test.db, userId, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteRecording(test.db, userId, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each(['uploading', 'queued', 'processing'] as const)('is cancelled while %s, once', async (until) => {
    const id = await addRecording(test.db, userId, { until })
    await cancelRecording(test.db, userId, id)
    expect(await requireRecording(test.db, userId, id)).toMatchObject({ status: 'cancelled' })
    await expect(cancelRecording(test.db, userId, id)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is tried again when it failed or was cancelled, not when it is done or never arrived', async () => {
    const failed = await addRecording(test.db, userId, { until: 'failed' })
    await retryRecording(test.db, userId, failed)
    expect(await requireRecording(test.db, userId, failed)).toMatchObject({
      status: 'queued',
      errorCode: null,
      errorMessage: null,
    })
    const done = await addRecording(test.db, userId)
    await expect(retryRecording(test.db, userId, done)).rejects.toMatchObject({ code: 'conflict' })
    const unsent = await addRecording(test.db, userId, { until: 'uploading' })
    await test.db.execute(sql`update recordings set object_key = null, status = 'failed' where id = ${unsent}`)
    await expect(retryRecording(test.db, userId, unsent)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('upload it again'),
    })
  })

  it('is not tried again beyond the plan', async () => {
    const poor = await addUser(test.db)
    const id = await addRecording(test.db, poor, { until: 'failed', durationMs: 120_000 })
    await test.db.execute(sql`update user_subscriptions set used_ms = 299 * 60000 where user_id = ${poor}`)
    await expect(retryRecording(test.db, poor, id)).rejects.toMatchObject({
      code: 'minutes_used_up',
      params: { limit: 300, left: 1, needed: 2, renewsOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    })
    expect(await requireRecording(test.db, poor, id)).toMatchObject({
      status: 'failed',
      errorCode: 'recognizer_failed',
    })
  })

  it('of the same file is found by its hash, but not itself, one that failed or one that is not to be stored', async () => {
    const ids: string[] = []
    for (const until of ['done', 'failed', 'done', 'done', 'done'] as const) ids.push(await addRecording(test.db, userId, { until }))
    const [brief, secret] = ids.splice(2, 2)
    await test.db.execute(sql`update recordings set forget_at = now() + interval '1 hour' where id = ${brief}`)
    await test.db.execute(sql`update recordings set keep_none = true where id = ${secret}`)
    const sha256 = 'b'.repeat(64)
    await test.db.execute(sql`update recordings set sha256 = ${sha256} where user_id = ${userId}`)
    expect(await findSameFile(test.db, userId, sha256, ids[2]!)).toMatchObject({ id: ids[0] })
    expect(await findSameFile(test.db, userId, 'c'.repeat(64), ids[2]!)).toBeNull()
  })
})

describe('a transcript', () => {
  it('keeps times and the original when a segment is corrected, and forgets the correction when it is undone', async () => {
    const id = await addRecording(test.db, userId, { title: 'Talk', segments })
    const [first] = await listSegments(test.db, userId, id)
    await correctSegment(test.db, userId, id, first!.id, ' one two\n three ')
    await correctSegment(test.db, userId, id, first!.id, 'one two four')
    const [corrected, second] = await listSegments(test.db, userId, id)
    expect(corrected).toEqual({
      ...first,
      text: 'one two four',
      originalText: 'one too tree',
      editedAt: expect.any(Date),
    })
    expect(second).toMatchObject({ text: 'four five', originalText: null, editedAt: null })
    expect(await getTranscript(test.db, userId, id)).toEqual({
      title: 'Talk',
      language: 'en',
      durationMs: 60_000,
      segments: [
        {
          ...segments[0],
          text: 'one two four',
          words: [
            { text: 'one', startMs: 0, endMs: 300 },
            { text: 'two', startMs: 300, endMs: 600 },
            { text: 'four', startMs: 600, endMs: 900 },
          ],
        },
        segments[1],
      ],
    })
    await correctSegment(test.db, userId, id, first!.id, 'one too  tree')
    expect((await listSegments(test.db, userId, id))[0]).toEqual(first)
    await correctSegment(test.db, userId, id, first!.id, 'other')
    await restoreSegment(test.db, userId, id, first!.id)
    expect((await listSegments(test.db, userId, id))[0]).toEqual(first)
  })

  it('refuses an empty text and one that is too long', async () => {
    const id = await addRecording(test.db, userId, { segments })
    const [first] = await listSegments(test.db, userId, id)
    for (const text of ['', ' \n ', '\0', 'x'.repeat(limits.segmentTextCharsMax + 1)]) {
      await expect(correctSegment(test.db, userId, id, first!.id, text)).rejects.toMatchObject({
        code: 'bad_request',
        params: { field: 'text' },
      })
    }
    expect((await listSegments(test.db, userId, id))[0]).toEqual(first)
  })

  it('is there once the recording is done, also when nothing was said', async () => {
    const silent = await addRecording(test.db, userId)
    expect(await getTranscript(test.db, userId, silent)).toMatchObject({ segments: [] })
    expect(await listSegments(test.db, userId, silent)).toEqual([])
    const working = await addRecording(test.db, userId, { until: 'processing' })
    await expect(getTranscript(test.db, userId, working)).rejects.toMatchObject({ code: 'conflict' })
    expect(await listSegments(test.db, userId, working)).toEqual([])
  })
})
