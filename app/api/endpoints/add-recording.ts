import { z } from 'zod'
import { acceptUpload } from '#domain/uploads/accept-upload.server'
import { findUploadKey } from '#domain/uploads/upload-key.server'
import { paths } from '../../web/paths'
import { makeUploadTools } from '../../web/upload-tools'
import { defineEndpoint } from '../endpoint'
import { aboutFile } from '../shapes/about-file'
import { loadNewRecording, newRecordingShape } from '../shapes/new-recording'

const fields = z.object({
  ...aboutFile,
  fileName: z.string().optional().describe('Of a file that is sent as it is; a form names its own.'),
})

export const addRecording = defineEndpoint({
  method: 'POST',
  path: '/recordings',
  access: 'recordings:write',
  tag: 'Recordings',
  summary: 'Upload a recording',
  description: 'Takes audio or video of any common kind, judged by its content, and puts it into the queue. In a form, '
    + 'text fields come before the file, and there is one file. With an Idempotency-Key, a file whose answer was lost '
    + 'can be sent again.',
  body: { file: fields },
  answers: {
    201: {
      description: 'The recording is in the queue.',
      json: newRecordingShape,
      headers: { Location: 'The address of the recording.' },
    },
  },
  refusals: [
    'no_subscription', 'recordings_used_up', 'minutes_used_up', 'upload_too_large', 'media_empty', 'media_not_recognised',
    'media_no_audio', 'media_truncated', 'media_too_long', 'media_too_costly', 'model_unknown', 'model_not_installed',
    'language_not_installed', 'language_not_in_model', 'cancelled', 'storage_unavailable', 'storage_full',
  ],
  async handle({ house, caller, body, signal, header }) {
    const { userId } = caller
    // Where the process that took an attempt in has died, or lost the database, the next one goes on with that one's recording.
    const name = header('Idempotency-Key')
    const { recordingId, duplicateOf } = await acceptUpload(makeUploadTools(house), {
      ...body.fields, userId, fileName: body.fileName, body: body.bytes, signal,
      uploadKey: name === undefined ? null : await findUploadKey(house.db, { userId, name }),
    })
    const json = await loadNewRecording(house.db, userId, { recordingId, duplicateOf })
    return { status: 201, json, headers: { Location: `${paths.api()}/recordings/${recordingId}` } }
  },
})
