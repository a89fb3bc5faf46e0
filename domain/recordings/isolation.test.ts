import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '#db/client.server'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'

const test = useDatabase()

interface Foreign {
  db: Db
  /** Who tries. */
  userId: string
  /** Another user's finished recording, one of its segments, its file, and a failed recording. */
  recordingId: string
  segmentId: number
  sha256: string
  failedId: string
  /** A finished draft of the finished one. */
  draftId: string
}

type Act = (...values: never[]) => unknown
/** Tried with another user's ids; each has to answer `not_found` unless it says what it answers instead. */
interface Trial {
  try(act: Act, foreign: Foreign): unknown
  answers?: unknown
}

const call = (act: Act, ...values: unknown[]) => (act as (...values: unknown[]) => unknown)(...values)

const trials: Record<string, Trial> = {
  listRecordings: {
    try: (act, { db, userId }) => call(act, db, userId, { query: 'secret' }),
    answers: { items: [], nextCursor: null, total: 0 },
  },
  listOpenRecordings: { try: (act, { db, userId }) => call(act, db, userId), answers: [] },
  requireRecording: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId) },
  findSameFile: {
    try: (act, { db, userId, sha256, failedId }) => call(act, db, userId, sha256, failedId),
    answers: null,
  },
  listSegments: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId) },
  correctSegment: {
    try: (act, { db, userId, recordingId, segmentId }) => call(act, db, userId, recordingId, segmentId, 'mine now'),
  },
  restoreSegment: {
    try: (act, { db, userId, recordingId, segmentId }) => call(act, db, userId, recordingId, segmentId),
  },
  renameRecording: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId, 'mine now') },
  setKept: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId, true) },
  deleteRecording: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId) },
  cancelRecording: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId) },
  retryRecording: { try: (act, { db, userId, failedId }) => call(act, db, userId, failedId) },
  findDraft: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId) },
  beginDraft: {
    try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId, { language: 'en', modelId: null }),
  },
  compareDraft: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId) },
  acceptDraft: {
    try: (act, { db, userId, recordingId, draftId }) => call(act, db, userId, recordingId, { draftId, print: '' }),
  },
  discardDraft: { try: (act, { db, userId, recordingId, draftId }) => call(act, db, userId, recordingId, draftId) },
  getTranscript: { try: (act, { db, userId, recordingId }) => call(act, db, userId, recordingId) },
}

/** They take no ids: conditions, columns, and what is done with rows that have been read. */
const harmless = ['ownedRecording', 'recordingNotFound', 'withQueuePositions']

const folder = fileURLToPath(new URL('.', import.meta.url))
const exported = new Map<string, Act>()
for (const name of (await readdir(folder, { recursive: true })).filter((file) => /\.server\.tsx?$/.test(file))) {
  const module: Record<string, unknown> = await import(/* @vite-ignore */ `${folder}${name}`)
  for (const [key, value] of Object.entries(module)) if (typeof value === 'function') exported.set(key, value as Act)
}

let foreign: Foreign
beforeAll(async () => {
  const { db } = test
  const owner = await addUser(db)
  const segments = [{ startMs: 0, endMs: 900, text: 'a secret' }]
  const recordingId = await addRecording(db, owner, { title: 'secret', segments })
  const failedId = await addRecording(db, owner, { title: 'secret too', until: 'failed' })
  const sha256 = 'a'.repeat(64)
  await db.execute(sql`update recordings set sha256 = ${sha256} where user_id = ${owner}`)
  const found = await db.execute<{ id: string }>(sql`select id from segments where recording_id = ${recordingId}`)
  const segmentId = Number(found.rows[0]!.id)
  const draft = await db.execute<{ id: string }>(sql`
    insert into transcript_drafts (recording_id, language, status, segments)
    values (${recordingId}, 'en', 'done', '[{"startMs": 0, "endMs": 900, "text": "a secret"}]') returning id`)
  const draftId = draft.rows[0]!.id
  const userId = await addUser(db)
  foreign = { db, userId, recordingId, segmentId, sha256, failedId, draftId }
})

const everything = async () =>
  (
    await test.db.execute(sql`
  select r.*, (select jsonb_agg(s) from segments s where s.recording_id = r.id) as segments from recordings r order by id`)
  ).rows

async function attempt(name: string, values: Foreign): Promise<unknown> {
  return trials[name]!.try(exported.get(name)!, values)
}

describe('another user’s recording', () => {
  it('is tried by every function there is', () => {
    expect([...exported.keys()].sort()).toEqual([...Object.keys(trials), ...harmless].sort())
  })

  it.each(Object.keys(trials))('does not exist for %s', async (name) => {
    const before = await everything()
    const { answers } = trials[name]!
    if (answers === undefined)
      await expect(attempt(name, foreign)).rejects.toMatchObject({ code: 'not_found', status: 404 })
    else expect(await attempt(name, foreign)).toEqual(answers)
    expect(await everything()).toEqual(before)
    expect(before).toHaveLength(2)
  })

  it.each(Object.keys(trials).filter((name) => !['listRecordings', 'findSameFile'].includes(name)))(
    'is not told by %s from one that is nobody’s, or from a malformed id',
    async (name) => {
      const texts = await Promise.all(
        [
          foreign.recordingId,
          '00000000-0000-4000-8000-000000000000',
          `${foreign.recordingId}x`,
          '',
          '\0',
          '1; drop table users',
        ].map((id) => attempt(name, { ...foreign, recordingId: id, failedId: id }).then(String, String)),
      )
      expect(new Set(texts).size).toBe(1)
    },
  )

  it('does not lend its segments to the tester’s own', async () => {
    const mine = await addRecording(test.db, foreign.userId, { segments: [{ startMs: 0, endMs: 1, text: 'mine' }] })
    for (const name of ['correctSegment', 'restoreSegment']) {
      await expect(attempt(name, { ...foreign, recordingId: mine })).rejects.toMatchObject({ code: 'not_found' })
    }
    for (const segmentId of [Number.NaN, 1.5, -1, 2 ** 60]) {
      await expect(attempt('correctSegment', { ...foreign, recordingId: mine, segmentId })).rejects.toMatchObject({
        code: 'not_found',
      })
    }
  })
})
