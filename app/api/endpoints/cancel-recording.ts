import { cancelRecording } from '#domain/recordings/change-recording.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { defineEndpoint } from '../endpoint'
import { recordingParams } from '../shapes/basics'
import { recordingShape, toRecordingJson } from '../shapes/recording'

export const cancelOwnRecording = defineEndpoint({
  method: 'POST',
  path: '/recordings/:id/cancel',
  access: 'recordings:write',
  tag: 'Recordings',
  summary: 'Stop work on a recording',
  description: 'What it cost is given back. What is being spoken is not thrown away: it is finished, and kept.',
  params: recordingParams,
  answers: { 200: { description: 'It is cancelled, or being finished.', json: recordingShape } },
  refusals: ['not_found', 'conflict'],
  async handle({ house: { db }, caller: { userId }, params: { id } }) {
    await cancelRecording(db, userId, id)
    return { status: 200, json: toRecordingJson(await requireRecording(db, userId, id)) }
  },
})
