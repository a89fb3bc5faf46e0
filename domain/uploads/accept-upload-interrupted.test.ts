import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { inPieces, second, useUploads } from '#tests/support/use-uploads'
import { AppError } from '../errors/app-error'
import { cancelRecording, deleteRecording } from '../recordings/change-recording.server'
import { requireRecording } from '../recordings/get-recording.server'

const uploads = useUploads()
const { accept } = uploads

describe('an upload that is interrupted', () => {
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
    expect(await uploads.recordings()).toEqual([])
    expect(await uploads.storedKeys()).toEqual([])
    expect(await uploads.usage()).toEqual({ usageCount: 0, usedMs: 0 })
  })

  it.each([
    ['cancelled', cancelRecording, ['cancelled']],
    ['deleted', deleteRecording, []],
  ])('discards what arrives after the recording was %s', async (_what, stop, statuses) => {
    const run = async () => stop(uploads.db, uploads.userId, (await uploads.recordings())[0]!.id)
    await expect(accept({ body: inPieces(second, { piece: 2, run }) })).rejects.toMatchObject({ code: 'cancelled' })
    expect((await uploads.recordings()).map((recording) => recording.status)).toEqual(statuses)
    expect(await uploads.storedKeys()).toEqual([])
    expect(await uploads.usage()).toEqual({ usageCount: 0, usedMs: 0 })
  })

  it.each([
    ['the look takes too long', () => Promise.reject(new DOMException('Timed out.', 'TimeoutError'))],
    ['storage cannot be read', () => Promise.reject(new AppError('storage_unavailable', 'Away.'))],
  ])('queues what has arrived although %s', async (_what, probe) => {
    const { recordingId } = await accept({}, { probe })
    const found = await requireRecording(uploads.db, uploads.userId, recordingId)
    expect(found).toMatchObject({ status: 'queued', totalMs: null, bytes: second.length })
    expect(await uploads.storedKeys()).toHaveLength(1)
  })

  it('keeps what has arrived when it cannot be queued', async () => {
    await uploads.db.execute(sql`alter function sp_reserve_minutes(uuid, bigint) rename to away`)
    try {
      await expect(accept()).rejects.toThrow()
    } finally {
      await uploads.db.execute(sql`alter function away(uuid, bigint) rename to sp_reserve_minutes`)
    }
    const [kept] = await uploads.recordings()
    expect(kept).toMatchObject({ status: 'uploading', bytes: second.length })
    expect(await uploads.storedKeys()).toHaveLength(1)
    expect(await uploads.discarded(kept!.id)).toBe(0)
  })
})
