import { retryRecording } from '#domain/recordings/change-recording.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { defineEndpoint } from '../endpoint'
import { recordingParams } from '../shapes/basics'
import { recordingShape, toRecordingJson } from '../shapes/recording'

export const retryOwnRecording = defineEndpoint({
  method: 'POST',
  path: '/recordings/:id/retry',
  access: 'recordings:write',
  tag: 'Recordings',
  summary: 'Put a recording that failed or was cancelled back into the queue',
  params: recordingParams,
  answers: { 200: { description: 'It is in the queue.', json: recordingShape } },
  refusals: ['not_found', 'conflict', 'no_subscription', 'recordings_used_up', 'minutes_used_up'],
  async handle({ house: { db }, caller: { userId }, params: { id } }) {
    await retryRecording(db, userId, id)
    return { status: 200, json: toRecordingJson(await requireRecording(db, userId, id)) }
  },
})
