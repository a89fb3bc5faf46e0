import { completeUpload } from '#domain/uploads/complete-upload.server'
import { makeUploadTools } from '../../web/upload-tools'
import { defineEndpoint } from '../endpoint'
import { loadNewRecording, newRecordingShape } from '../shapes/new-recording'
import { uploadParams } from '../shapes/upload'

export const completeOwnUpload = defineEndpoint({
  method: 'POST',
  path: '/uploads/:id/complete',
  access: 'recordings:write',
  tag: 'Uploads',
  summary: 'Complete an upload',
  description: 'Once all parts have arrived: the file is put together, looked at, and put into the queue. Asked again, it '
    + 'answers the same. `upload_incomplete` says that parts are missing.',
  params: uploadParams,
  answers: { 200: { description: 'The recording is in the queue, or past it.', json: newRecordingShape } },
  refusals: [
    'not_found', 'upload_incomplete', 'no_subscription', 'recordings_used_up', 'minutes_used_up', 'upload_too_large',
    'media_empty', 'media_not_recognised', 'media_no_audio', 'media_truncated', 'media_too_long', 'media_too_costly',
    'cancelled', 'object_not_found', 'object_corrupt', 'storage_unavailable', 'storage_full',
  ],
  async handle({ house, caller: { userId }, params: { id } }) {
    const accepted = await completeUpload(makeUploadTools(house), userId, id)
    return { status: 200, json: await loadNewRecording(house.db, userId, accepted) }
  },
})
