import { defineEndpoint } from '../endpoint'
import { recordingParams } from '../shapes/basics'
import { loadRecordingWithSteps, recordingWithStepsShape } from '../shapes/recording-with-steps'

export const getOwnRecording = defineEndpoint({
  method: 'GET',
  path: '/recordings/:id',
  access: 'recordings:read',
  tag: 'Recordings',
  summary: 'One recording, and what follows its transcript',
  params: recordingParams,
  answers: { 200: { description: 'The recording.', json: recordingWithStepsShape } },
  refusals: ['not_found'],
  async handle({ house, caller, params }) {
    return { status: 200, json: await loadRecordingWithSteps(house.db, caller.userId, params.id) }
  },
})
