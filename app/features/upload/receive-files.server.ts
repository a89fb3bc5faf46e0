import type { ActionFunctionArgs } from '@remix-run/node'
import { errorCodes } from '#domain/errors/error-codes'
import { limits } from '#domain/limits/limits'
import { acceptUpload } from '#domain/uploads/accept-upload.server'
import { parseUploadForm, type FormFile } from '#domain/uploads/parse-upload-form.server'
import type { ErrorBody } from '~/web/error-body'
import { toErrorBody } from '~/web/error-body.server'
import { makeUploadTools } from '~/web/upload-tools'
import { spareBody } from '~/web/spared-body.server'
import type { UploadAnswer } from './upload-item'
import type { UploadResult } from './upload-results'

export interface ReceivedForm {
  results: UploadResult[]
  /** Why the form as a whole was given up, perhaps after some of its files had been accepted. */
  error: (ErrorBody & { status: number }) | null
  /** Status that fits the answer: that of the first refusal where nothing was accepted. */
  status: number
}

/**
 * Takes the files of a form one after another, as they arrive; a file that is refused does not cost the others. The
 * form is read to its end before anything is answered, so that the browser shows the answer.
 */
export async function receiveFiles({ request, context }: ActionFunctionArgs, userId: string): Promise<ReceivedForm> {
  const { request: spared, drain } = spareBody(request)
  const results: UploadResult[] = []
  const refusals: number[] = []

  async function onFile(file: FormFile, fields: ReadonlyMap<string, string>): Promise<void> {
    const { answer, status } = await receiveFile(context, {
      // A key stands for one file; forms that carry one send no more.
      file, fields, userId, signal: request.signal,
      uploadKey: results.length === 0 ? (fields.get('uploadKey') || null) : null,
    })
    if (!answer.ok) refusals.push(status)
    results.push({ fileName: file.fileName, answer })
  }

  let error: ReceivedForm['error'] = null
  try {
    await parseUploadForm(spared, { onFile, signal: request.signal })
  } catch (thrown) {
    error = toErrorBody(thrown)
    if (!error) throw thrown
    await drain({ bytesMax: limits.uploadDrainBytesMax, stallMs: limits.uploadStallMs })
  }
  const someAccepted = results.some(({ answer }) => answer.ok)
  return { results, error, status: someAccepted ? 200 : (error?.status ?? refusals[0] ?? 200) }
}

interface OneFile {
  file: FormFile
  fields: ReadonlyMap<string, string>
  userId: string
  uploadKey: string | null
  signal: AbortSignal
}

async function receiveFile(
  context: ActionFunctionArgs['context'], { file, fields, userId, uploadKey, signal }: OneFile,
): Promise<{ answer: UploadAnswer; status: number }> {
  const { logger } = context.services
  const title = fields.get('title')?.trim()
  try {
    const accepted = await acceptUpload(makeUploadTools(context.services), {
      userId, fileName: file.fileName, title: title || undefined, language: fields.get('language') || 'auto',
      modelId: fields.get('modelId') || null, uploadKey, body: file.body, signal,
    })
    return { answer: { ok: true, title: title || file.fileName, ...accepted }, status: 200 }
  } catch (thrown) {
    const error = toErrorBody(thrown)
    // What breaks the form off is told of the form.
    if (signal.aborted) throw thrown
    if (!error) {
      // A defect is told to the log alone, and must not cost the other files their results.
      logger.error({ err: thrown }, 'an upload failed')
      return { answer: { ok: false, error: { code: 'internal', params: {} } }, status: errorCodes.internal.status }
    }
    return { answer: { ok: false, error: { code: error.code, params: error.params } }, status: error.status }
  }
}
