import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '#db/client.server'
import { objectDeletions } from '#db/schema/object-deletions'
import { plans } from '#db/schema/plans'
import { addUser } from '#tests/db/test-accounts'
import { amrFile, tone, wavFile } from '#tests/support/media-fixtures'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { getUsage } from '../accounts/plan.server'
import { probeMedia } from '../audio/probe-media.server'
import { AppError } from '../errors/app-error'
import { catalogue } from '../models/catalogue'
import { chooseModel, type ModelWish } from '../models/choose-model'
import { cancelRecording, deleteRecording, retryRecording } from '../recordings/change-recording.server'
import { requireRecording } from '../recordings/get-recording.server'
import { listRecordings } from '../recordings/list-recordings.server'
import { makeFileStore } from '../storage/file-store.server'
import type { ObjectStore } from '../storage/object-store'
import { acceptUpload, type Upload, type UploadTools } from './accept-upload.server'

let database: TestDatabase
let open: Database
let dir: string
let store: ObjectStore
let userId: string

beforeAll(async () => {
  database = await makeTestDatabase()
  open = openDatabase({ url: database.url, name: 'accept-upload-test' })
  dir = await mkdtemp(join(tmpdir(), 'steno-uploads-'))
  store = makeFileStore({ dir, masterKeys: { current: Buffer.alloc(32, 7), previous: [] } })
})
beforeEach(async () => {
  userId = await addUser(open.db)
})
afterAll(async () => {
  await open.close()
  await database.drop()
  await rm(dir, { recursive: true, force: true })
})

const second = wavFile(tone({ hz: 440, ms: 1000 }))
const text = Buffer.from('Dear reader,\n\nthis is no recording.\n'.repeat(50))

async function* inPieces(bytes: Uint8Array, beforeThe?: { piece: number; run(): unknown }) {
  const size = Math.ceil(bytes.length / 4)
  for (let piece = 0; piece < 4; piece++) {
    if (beforeThe?.piece === piece) await beforeThe.run()
    yield bytes.subarray(piece * size, (piece + 1) * size)
  }
}

function accept(upload: Partial<Upload> = {}, tools: Partial<UploadTools> = {}) {
  const whole = {
    userId,
    fileName: 'talk.wav',
    language: 'en',
    body: inPieces(second),
    signal: new AbortController().signal,
  }
  const usual = { db: open.db, store, canRecognise: async () => undefined, probe: probeMedia }
  return acceptUpload({ ...usual, ...tools }, { ...whole, ...upload })
}

const mine = async () => (await listRecordings(open.db, userId)).items
const usage = async () => {
  const { usageCount, usedMs } = await getUsage(open.db, userId)
  return { usageCount, usedMs }
}
const storedKeys = async () => {
  const keys: string[] = []
  for await (const object of store.list(`recordings/${userId}/`)) keys.push(object.key)
  return keys
}
const discarded = async (key: string) =>
  (await open.db.select().from(objectDeletions).where(eq(objectDeletions.objectKey, key))).length

describe('acceptUpload', () => {
  it('stores, looks, charges and queues', async () => {
    const { recordingId, duplicateOf } = await accept({ fileName: 'C:\\fake\\Họp nhóm.v2.wav', language: 'vi' })
    expect(duplicateOf).toBeNull()
    expect(await requireRecording(open.db, userId, recordingId)).toMatchObject({
      status: 'queued',
      title: 'Họp nhóm.v2',
      fileName: 'Họp nhóm.v2.wav',
      language: 'vi',
      mediaType: 'audio/wav',
      totalMs: 1000,
      bytes: second.length,
      queuePosition: expect.any(Number),
      modelId: null,
    })
    expect(await usage()).toEqual({ usageCount: 1, usedMs: 1000 })
    const object = await store.read(`recordings/${userId}/${recordingId}/original`)
    const parts: Uint8Array[] = []
    for await (const part of object) parts.push(part)
    expect(Buffer.concat(parts).equals(second)).toBe(true)
  })

  it('takes a title and a model, and refuses what is none before it makes a row', async () => {
    const { recordingId } = await accept({ title: '  Monday ', modelId: 'moonshine-tiny-en' })
    expect(await requireRecording(open.db, userId, recordingId)).toMatchObject({
      title: 'Monday',
      modelId: 'moonshine-tiny-en',
    })
    await expect(accept({ title: 'x'.repeat(201) })).rejects.toMatchObject({
      code: 'bad_request',
      params: { field: 'title' },
    })
    await expect(accept({ language: 'en; drop' })).rejects.toMatchObject({
      code: 'bad_request',
      params: { field: 'language' },
    })
    await expect(accept({ modelId: '../x' })).rejects.toMatchObject({
      code: 'bad_request',
      params: { field: 'modelId' },
    })
    expect(await mine()).toHaveLength(1)
  })

  it('refuses a language or a model that cannot be had here before it makes a row', async () => {
    const canRecognise = async (wish: ModelWish) => void chooseModel(wish, [], catalogue)
    await expect(accept({ language: 'vi' }, { canRecognise })).rejects.toMatchObject({ code: 'language_not_installed' })
    await expect(accept({ modelId: 'none' }, { canRecognise })).rejects.toMatchObject({ code: 'model_unknown' })
    expect(await mine()).toEqual([])
  })

  it('names a file without a name, and keeps a long name within a title', async () => {
    expect(
      await requireRecording(open.db, userId, (await accept({ fileName: '', title: '' })).recordingId),
    ).toMatchObject({ title: 'Untitled' })
    const { recordingId } = await accept({ fileName: `${'n'.repeat(400)}.wav` })
    expect((await requireRecording(open.db, userId, recordingId)).title).toHaveLength(200)
  })

  it('tells of two same files that come at once only the one that arrived later', async () => {
    let looking = 0
    const probe: UploadTools['probe'] = async (source) => {
      looking += 1
      // Both are stored before either is queued.
      await expect.poll(() => looking).toBe(2)
      return probeMedia(source)
    }
    const [one, other] = await Promise.all([accept({}, { probe }), accept({}, { probe })])
    const [earlier, later] = one!.duplicateOf ? [other!, one!] : [one!, other!]
    expect(earlier.duplicateOf).toBeNull()
    expect(later.duplicateOf?.id).toBe(earlier.recordingId)
  })

  it('keeps no recording of an empty file, which holds nothing', async () => {
    await expect(accept({ body: inPieces(Buffer.alloc(0)) })).rejects.toMatchObject({ code: 'media_empty' })
    expect(await mine()).toEqual([])
    expect(await usage()).toEqual({ usageCount: 0, usedMs: 0 })
    expect(await storedKeys()).toEqual([])
  })

  it('notices the same file of the same user only', async () => {
    const first = await accept({ title: 'First' })
    expect((await accept()).duplicateOf).toEqual({ id: first.recordingId, title: 'First' })
    expect((await accept({ userId: await addUser(open.db) })).duplicateOf).toBeNull()
  })

  it('refuses a text, gives its count back and discards it', async () => {
    await expect(accept({ body: inPieces(text) })).rejects.toMatchObject({ code: 'media_not_recognised' })
    const [failed] = await mine()
    expect(failed).toMatchObject({ status: 'failed', errorCode: 'media_not_recognised', bytes: null })
    expect(failed!.errorMessage).toMatch(/[.]$/)
    expect(await usage()).toEqual({ usageCount: 0, usedMs: 0 })
    expect(await discarded(`recordings/${userId}/${failed!.id}/original`)).toBe(1)
  })

  it('refuses what is larger than the plan allows, naming the limit', async () => {
    await open.db
      .update(plans)
      .set({ uploadBytesMax: 16 * 1024 })
      .where(eq(plans.code, 'FREE'))
    await expect(accept()).rejects.toMatchObject({
      code: 'upload_too_large',
      params: { bytesMax: 16 * 1024, plan: 'Free' },
      message: 'This file is larger than the 16 kB that the Free plan allows for one file.',
    })
    await open.db
      .update(plans)
      .set({ uploadBytesMax: 1024 ** 3 })
      .where(eq(plans.code, 'FREE'))
    expect(await mine()).toEqual([])
    expect(await storedKeys()).toEqual([])
  })

  it('keeps the audio when the minutes are used up, for another attempt', async () => {
    await open.db.execute(sql`update user_subscriptions set used_ms = 300 * 60000 - 500 where user_id = ${userId}`)
    await expect(accept()).rejects.toMatchObject({ code: 'minutes_used_up', params: { limit: 300, needed: 1 } })
    const [failed] = await mine()
    expect(failed).toMatchObject({ status: 'failed', errorCode: 'minutes_used_up' })
    await expect(retryRecording(open.db, userId, failed!.id)).rejects.toMatchObject({ code: 'minutes_used_up' })
    await open.db.execute(sql`update user_subscriptions set used_ms = 0 where user_id = ${userId}`)
    await retryRecording(open.db, userId, failed!.id)
    expect(await requireRecording(open.db, userId, failed!.id)).toMatchObject({ status: 'queued', errorCode: null })
    expect(await usage()).toEqual({ usageCount: 1, usedMs: 1000 })
  })

  it('makes no row when the recordings are used up', async () => {
    await open.db.execute(sql`update user_subscriptions set usage_count = 100 where user_id = ${userId}`)
    await expect(accept()).rejects.toMatchObject({ code: 'recordings_used_up', params: { limit: 100 } })
    expect(await mine()).toEqual([])
  })

  describe('sent again with the same key', () => {
    const uploadKey = '7b3c7c6e-0d3b-4e7e-9a53-0e6f1d2c3b4a'
    const unread = async function* (): AsyncGenerator<Uint8Array> {
      throw new Error('The body of a repeated upload was read.')
    }

    it('answers with the recording that it made already, and charges once', async () => {
      const first = await accept({ uploadKey })
      expect(await accept({ uploadKey, body: unread() })).toEqual(first)
      expect(await mine()).toHaveLength(1)
      expect(await usage()).toEqual({ usageCount: 1, usedMs: 1000 })
      const other = await addUser(open.db)
      expect((await accept({ userId: other, uploadKey })).recordingId).not.toBe(first.recordingId)
      await expect(accept({ uploadKey: 'x' })).rejects.toMatchObject({ params: { field: 'uploadKey' } })
    })

    it('takes the place of an attempt that hangs', async () => {
      let renewed: ReturnType<typeof accept> | undefined
      const again = () => (renewed = accept({ uploadKey }))
      const hanging = accept({ uploadKey, body: inPieces(second, { piece: 2, run: again }) })
      await expect(hanging).rejects.toMatchObject({ code: 'cancelled' })
      expect(await mine()).toMatchObject([{ id: (await renewed)!.recordingId, status: 'queued' }])
      expect(await usage()).toEqual({ usageCount: 1, usedMs: 1000 })
    })

    it('makes one recording of two attempts at once', async () => {
      const ends = await Promise.allSettled([accept({ uploadKey }), accept({ uploadKey })])
      expect(ends.some((end) => end.status === 'fulfilled')).toBe(true)
      expect(await mine()).toMatchObject([{ status: 'queued' }])
      expect(await usage()).toEqual({ usageCount: 1, usedMs: 1000 })
    })

    it('refuses again what it refused', async () => {
      const refusal = { code: 'media_not_recognised', message: expect.stringMatching(/[.]$/) }
      await expect(accept({ uploadKey, body: inPieces(text) })).rejects.toMatchObject(refusal)
      await expect(accept({ uploadKey, body: unread() })).rejects.toMatchObject(refusal)
      expect(await mine()).toHaveLength(1)
    })
  })

  it('leaves nothing behind when the body breaks off, stalls or is aborted', async () => {
    const broken = new AppError('upload_incomplete', 'The upload broke off.')
    await expect(accept({ body: inPieces(second, { piece: 2, run: () => Promise.reject(broken) }) })).rejects.toBe(
      broken,
    )
    const controller = new AbortController()
    const stuck = inPieces(second, {
      piece: 2,
      run: () => {
        controller.abort(new AppError('upload_stalled', 'Nothing arrived.'))
        return new Promise(() => undefined)
      },
    })
    await expect(accept({ body: stuck, signal: controller.signal })).rejects.toMatchObject({ code: 'upload_stalled' })
    const reset = new Error('read ECONNRESET')
    await expect(
      accept({ body: inPieces(second, { piece: 3, run: () => Promise.reject(reset) }) }),
    ).rejects.toMatchObject({ code: 'upload_incomplete' })
    expect(await mine()).toEqual([])
    expect(await storedKeys()).toEqual([])
    expect(await usage()).toEqual({ usageCount: 0, usedMs: 0 })
  })

  it.each([
    ['cancelled', cancelRecording, ['cancelled']],
    ['deleted', deleteRecording, []],
  ])('discards what arrives after the recording was %s', async (_what, stop, statuses) => {
    const run = async () => stop(open.db, userId, (await mine())[0]!.id)
    await expect(accept({ body: inPieces(second, { piece: 2, run }) })).rejects.toMatchObject({ code: 'cancelled' })
    expect((await mine()).map((recording) => recording.status)).toEqual(statuses)
    expect(await storedKeys()).toEqual([])
    expect(await usage()).toEqual({ usageCount: 0, usedMs: 0 })
  })

  it.each([
    ['the look takes too long', () => Promise.reject(new DOMException('Timed out.', 'TimeoutError'))],
    ['storage cannot be read', () => Promise.reject(new AppError('storage_unavailable', 'Away.'))],
  ])('queues what has arrived although %s', async (_what, probe) => {
    const { recordingId } = await accept({}, { probe })
    const found = await requireRecording(open.db, userId, recordingId)
    expect(found).toMatchObject({ status: 'queued', totalMs: null, bytes: second.length })
    expect(await storedKeys()).toHaveLength(1)
  })

  it('keeps what has arrived when it cannot be queued', async () => {
    await open.db.execute(sql`alter function sp_reserve_minutes(uuid, bigint) rename to away`)
    try {
      await expect(accept()).rejects.toThrow()
    } finally {
      await open.db.execute(sql`alter function away(uuid, bigint) rename to sp_reserve_minutes`)
    }
    const [kept] = await mine()
    expect(kept).toMatchObject({ status: 'uploading', bytes: second.length })
    expect(await storedKeys()).toHaveLength(1)
    expect(await discarded(`recordings/${userId}/${kept!.id}/original`)).toBe(0)
  })

  it('queues a file whose container states no length, to be charged when it is known', async () => {
    const { recordingId } = await accept({ fileName: 'memo.amr', body: inPieces(amrFile(2000)) })
    const recording = await requireRecording(open.db, userId, recordingId)
    expect(recording.status).toBe('queued')
    expect((await usage()).usedMs).toBe(recording.totalMs ?? 0)
  })
})
