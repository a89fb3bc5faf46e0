import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { plans } from '#db/schema/plans'
import { addUser } from '#tests/db/test-accounts'
import { amrFile } from '#tests/support/media-fixtures'
import { inPieces, second, text, useUploads } from '#tests/support/use-uploads'
import { probeMedia } from '../audio/probe-media.server'
import { catalogue } from '../models/catalogue'
import { chooseModel, type ModelWish } from '../models/choose-model'
import { retryRecording } from '../recordings/change-recording.server'
import { requireRecording } from '../recordings/get-recording.server'
import type { UploadTools } from './upload-tools'

const uploads = useUploads()
const { accept } = uploads

describe('acceptUpload', () => {
  it('stores, looks, charges and queues', async () => {
    const { recordingId, duplicateOf } = await accept({ fileName: 'C:\\fake\\Họp nhóm.v2.wav', language: 'vi' })
    expect(duplicateOf).toBeNull()
    expect(await requireRecording(uploads.db, uploads.userId, recordingId)).toMatchObject({
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
    expect(await uploads.usage()).toEqual({ usageCount: 1, usedMs: 1000 })
    const object = await uploads.store.read(`recordings/${uploads.userId}/${recordingId}/original`)
    const parts: Uint8Array[] = []
    for await (const part of object) parts.push(part)
    expect(Buffer.concat(parts).equals(second)).toBe(true)
  })

  it('takes a title and a model, and refuses what is none before it makes a row', async () => {
    const { recordingId } = await accept({ title: '  Monday ', modelId: 'moonshine-tiny-en' })
    expect(await requireRecording(uploads.db, uploads.userId, recordingId)).toMatchObject({
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
    expect(await uploads.recordings()).toHaveLength(1)
  })

  it('refuses a language or a model that cannot be had here before it makes a row', async () => {
    const canRecognise = async (wish: ModelWish) => void chooseModel(wish, [], catalogue)
    await expect(accept({ language: 'vi' }, { canRecognise })).rejects.toMatchObject({ code: 'language_not_installed' })
    await expect(accept({ modelId: 'none' }, { canRecognise })).rejects.toMatchObject({ code: 'model_unknown' })
    expect(await uploads.recordings()).toEqual([])
  })

  it('names a file without a name, and keeps a long name within a title', async () => {
    expect(
      await requireRecording(uploads.db, uploads.userId, (await accept({ fileName: '', title: '' })).recordingId),
    ).toMatchObject({ title: '' })
    const { recordingId } = await accept({ fileName: `${'n'.repeat(400)}.wav` })
    expect((await requireRecording(uploads.db, uploads.userId, recordingId)).title).toHaveLength(200)
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
    expect(await uploads.recordings()).toEqual([])
    expect(await uploads.usage()).toEqual({ usageCount: 0, usedMs: 0 })
    expect(await uploads.storedKeys()).toEqual([])
  })

  it('notices the same file of the same user only', async () => {
    const first = await accept({ title: 'First' })
    expect((await accept()).duplicateOf).toEqual({ id: first.recordingId, title: 'First' })
    expect((await accept({ userId: await addUser(uploads.db) })).duplicateOf).toBeNull()
  })

  it('refuses a text, gives its count back and discards it', async () => {
    await expect(accept({ body: inPieces(text) })).rejects.toMatchObject({ code: 'media_not_recognised' })
    const [failed] = await uploads.recordings()
    expect(failed).toMatchObject({ status: 'failed', errorCode: 'media_not_recognised', bytes: null })
    expect(failed!.errorMessage).toMatch(/[.]$/)
    expect(await uploads.usage()).toEqual({ usageCount: 0, usedMs: 0 })
    expect(await uploads.discarded(failed!.id)).toBe(1)
  })

  it('refuses what is larger than the plan allows, naming the limit', async () => {
    await uploads.db
      .update(plans)
      .set({ uploadBytesMax: 16 * 1024 })
      .where(eq(plans.code, 'FREE'))
    await expect(accept()).rejects.toMatchObject({
      code: 'upload_too_large',
      params: { bytesMax: 16 * 1024, plan: 'Free' },
      message: 'This file is larger than the 16 kB that the Free plan allows for one file.',
    })
    await uploads.db
      .update(plans)
      .set({ uploadBytesMax: 1024 ** 3 })
      .where(eq(plans.code, 'FREE'))
    expect(await uploads.recordings()).toEqual([])
    expect(await uploads.storedKeys()).toEqual([])
  })

  it('keeps the audio when the minutes are used up, for another attempt', async () => {
    const { db, userId } = uploads
    await db.execute(sql`update user_subscriptions set used_ms = 300 * 60000 - 500 where user_id = ${userId}`)
    await expect(accept()).rejects.toMatchObject({ code: 'minutes_used_up', params: { limit: 300, needed: 1 } })
    const [failed] = await uploads.recordings()
    expect(failed).toMatchObject({ status: 'failed', errorCode: 'minutes_used_up' })
    await expect(retryRecording(db, userId, failed!.id)).rejects.toMatchObject({ code: 'minutes_used_up' })
    await db.execute(sql`update user_subscriptions set used_ms = 0 where user_id = ${userId}`)
    await retryRecording(db, userId, failed!.id)
    expect(await requireRecording(db, userId, failed!.id)).toMatchObject({ status: 'queued', errorCode: null })
    expect(await uploads.usage()).toEqual({ usageCount: 1, usedMs: 1000 })
  })

  it('makes no row when the recordings are used up', async () => {
    await uploads.db.execute(sql`update user_subscriptions set usage_count = 100 where user_id = ${uploads.userId}`)
    await expect(accept()).rejects.toMatchObject({ code: 'recordings_used_up', params: { limit: 100 } })
    expect(await uploads.recordings()).toEqual([])
  })

  it('queues a file whose container states no length, to be charged when it is known', async () => {
    const { recordingId } = await accept({ fileName: 'memo.amr', body: inPieces(amrFile(2000)) })
    const recording = await requireRecording(uploads.db, uploads.userId, recordingId)
    expect(recording.status).toBe('queued')
    expect((await uploads.usage()).usedMs).toBe(recording.totalMs ?? 0)
  })
})
