import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { inPieces, text, useUploads } from '#tests/support/use-uploads'
import type { UploadTools } from './upload-tools'

const uploads = useUploads()
const { accept } = uploads
const rowOf = async (id: string) => {
  const { rows } = await uploads.db.execute<Record<string, unknown>>(sql`
    select language, model_id, awaited, extract(epoch from forget_at - now())::float8 * 1000 as "leftMs" from recordings where id = ${id}`)
  return rows[0]
}

describe('an upload that somebody waits for', () => {
  it('is told of after its content', async () => {
    const asked: string[] = []
    const later = async () => {
      asked.push('later')
      return { language: 'de', modelId: 'a-model' }
    }
    const canRecognise: UploadTools['canRecognise'] = async ({ language, modelId }) => void asked.push(`${language} ${modelId}`)
    const { recordingId } = await accept({ language: 'auto', later, awaited: true }, { canRecognise })
    expect(await rowOf(recordingId)).toEqual({ language: 'de', model_id: 'a-model', awaited: true, leftMs: null })
    expect(asked).toEqual(['later', 'de a-model'])
  })

  it('leaves nothing behind where what is said of it cannot be', async () => {
    const refuse = (code: 'bad_request' | 'upload_incomplete') => accept({ later: () => Promise.reject(new AppError(code, 'No.')) })
    await expect(refuse('bad_request')).rejects.toMatchObject({ code: 'bad_request' })
    await expect(refuse('upload_incomplete')).rejects.toMatchObject({ code: 'upload_incomplete' })
    const odd = accept({ later: async () => ({ language: 'no language', modelId: null }) })
    await expect(odd).rejects.toMatchObject({ params: { field: 'language' } })
    expect(await uploads.recordings()).toEqual([])
    expect(await uploads.usage()).toEqual({ usageCount: 0, usedMs: 0 })
  })
})

describe('an upload that is not to be stored', () => {
  it('has its time to arrive, and then the time that it is given', async () => {
    const seen: unknown[] = []
    const body = inPieces(text, { piece: 2, run: async () => seen.push(await rowOf((await uploads.recordings())[0]!.id)) })
    await expect(accept({ forgetMs: 60_000, body })).rejects.toMatchObject({ code: 'media_not_recognised' })
    expect((seen[0] as { leftMs: number }).leftMs).toBeGreaterThan(limits.uploadOrphanMs / 2)
    const { recordingId } = await accept({ forgetMs: 60_000 })
    const leftMs = (await rowOf(recordingId))!.leftMs as number
    expect(leftMs).toBeGreaterThan(0)
    expect(leftMs).toBeLessThanOrEqual(60_000)
  })

  it('leaves nothing behind when it is refused, or cannot be queued', async () => {
    await expect(accept({ forgetMs: 60_000, body: inPieces(text) })).rejects.toMatchObject({ code: 'media_not_recognised' })
    const canRecognise = () => Promise.reject(new AppError('language_not_installed', 'None.'))
    const later = async () => ({ language: 'tlh', modelId: null })
    await expect(accept({ forgetMs: 60_000, later }, { canRecognise })).rejects.toMatchObject({ code: 'language_not_installed' })
    expect(await uploads.recordings()).toEqual([])
  })
})
