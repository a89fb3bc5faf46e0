import { deleteRecording } from '#domain/recordings/change-recording.server'
import { defineEndpoint } from '../endpoint'
import { recordingParams } from '../shapes/basics'

export const deleteOwnRecording = defineEndpoint({
  method: 'DELETE',
  path: '/recordings/:id',
  access: 'recordings:write',
  tag: 'Recordings',
  summary: 'Delete a recording, with its audio and all that was made of it',
  params: recordingParams,
  answers: { 204: { description: 'It is gone.' } },
  refusals: ['not_found'],
  async handle({ house, caller, params }) {
    await deleteRecording(house.db, caller.userId, params.id)
    return { status: 204 }
  },
})
