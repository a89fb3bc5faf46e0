import { z } from 'zod'
import { defineEndpoint } from '../endpoint'
import { followRecording } from '../follow-recording'
import { recordingParams } from '../shapes/basics'
import { recordingWithStepsShape } from '../shapes/recording-with-steps'

export const followOwnRecording = defineEndpoint({
  method: 'GET',
  path: '/recordings/:id/events',
  access: 'recordings:read',
  tag: 'Recordings',
  summary: 'What becomes of a recording, as it happens',
  description: 'First the recording as it stands, then again with each change. Ends when nothing more is to come: when '
    + 'the recording and its steps are over, or it is deleted. A stream that ends before is to be opened again.',
  params: recordingParams,
  answers: {
    200: {
      description: 'Progress and steps.',
      events: { recording: recordingWithStepsShape, deleted: z.object({ id: z.uuid() }) },
    },
  },
  refusals: ['not_found', 'too_many_attempts'],
  async handle({ house, caller, params, signal, isAllowed }) {
    const following = { userId: caller.userId, id: params.id, signal, isAllowed }
    return { status: 200, events: await followRecording(house, following) }
  },
})
