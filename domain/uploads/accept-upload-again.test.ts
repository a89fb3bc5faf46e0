import { and, eq, gt, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { addUser } from '#tests/db/test-accounts'
import { inPieces, second, text, useUploads } from '#tests/support/use-uploads'
import { findUploadKey } from './upload-key.server'

const uploads = useUploads()
const { accept } = uploads

describe('sent again with the same key', () => {
  const uploadKey = '7b3c7c6e-0d3b-4e7e-9a53-0e6f1d2c3b4a'
  const unread = async function* (): AsyncGenerator<Uint8Array> {
    throw new Error('The body of a repeated upload was read.')
  }

  it('answers with the recording that it made already, and charges once', async () => {
    const first = await accept({ uploadKey })
    expect(await accept({ uploadKey, body: unread() })).toEqual(first)
    expect(await uploads.recordings()).toHaveLength(1)
    expect(await uploads.usage()).toEqual({ usageCount: 1, usedMs: 1000 })
    const other = await addUser(uploads.db)
    expect((await accept({ userId: other, uploadKey })).recordingId).not.toBe(first.recordingId)
    await expect(accept({ uploadKey: 'x' })).rejects.toMatchObject({ params: { field: 'uploadKey' } })
  })

  it('takes the place of an attempt that hangs', async () => {
    let renewed: ReturnType<typeof accept> | undefined
    const again = () => (renewed = accept({ uploadKey }))
    const hanging = accept({ uploadKey, body: inPieces(second, { piece: 2, run: again }) })
    await expect(hanging).rejects.toMatchObject({ code: 'cancelled' })
    expect(await uploads.recordings()).toMatchObject([{ id: (await renewed)!.recordingId, status: 'queued' }])
    expect(await uploads.usage()).toEqual({ usageCount: 1, usedMs: 1000 })
  })

  it('makes one recording of two attempts at once', async () => {
    const ends = await Promise.allSettled([accept({ uploadKey }), accept({ uploadKey })])
    expect(ends.some((end) => end.status === 'fulfilled')).toBe(true)
    expect(await uploads.recordings()).toMatchObject([{ status: 'queued' }])
    expect(await uploads.usage()).toEqual({ usageCount: 1, usedMs: 1000 })
  })

  it('refuses again what it refused', async () => {
    const refusal = { code: 'media_not_recognised', message: expect.stringMatching(/[.]$/) }
    await expect(accept({ uploadKey, body: inPieces(text) })).rejects.toMatchObject(refusal)
    await expect(accept({ uploadKey, body: unread() })).rejects.toMatchObject(refusal)
    expect(await uploads.recordings()).toHaveLength(1)
  })
})

describe('sent again with the same name', () => {
  const send = async (time: string, { userId = uploads.userId, name = 'talk-1' } = {}) => {
    const at = new Date(time)
    const uploadKey = await findUploadKey(uploads.db, { userId, name }, at)
    const { recordingId } = await accept({ userId, uploadKey })
    const isNew = and(eq(recordings.id, recordingId), gt(recordings.createdAt, sql`now() - interval '1 minute'`))
    await uploads.db.update(recordings).set({ createdAt: at }).where(isNew)
    return recordingId
  }

  it('makes one recording and one charge, also where midnight has come between', async () => {
    const first = await send('2026-03-01T23:59:50Z')
    expect(await send('2026-03-02T00:00:30Z')).toBe(first)
    expect(await send('2026-03-02T08:00:00Z')).toBe(first)
    expect(await uploads.usage()).toEqual({ usageCount: 1, usedMs: 1000 })
  })

  it('makes another a day later, and of another name or user', async () => {
    const ids = [
      await send('2026-03-01T12:00:10Z'), await send('2026-03-02T12:00:00Z'), await send('2026-03-03T12:00:00Z'),
      await send('2026-03-03T12:00:00Z', { name: 'talk-2' }),
      await send('2026-03-03T12:00:00Z', { userId: await addUser(uploads.db) }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })
})
