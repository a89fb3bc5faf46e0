import { z } from 'zod'
import { readStoredSession } from '#domain/live/open-sessions.server'
import { defineEndpoint } from '../endpoint'
import { recordingParams, wholeMs } from '../shapes/basics'

export const getLiveSession = defineEndpoint({
  method: 'GET',
  path: '/live/sessions/:id',
  access: 'live',
  tag: 'Live',
  summary: 'What is stored of a live session',
  description: 'While it is being spoken, and afterwards. A client that was away finds here what it has not heard.',
  params: recordingParams,
  answers: {
    200: {
      description: 'The session; its id is that of its recording.',
      json: z.object({
        nextSeq: z.int().min(0).describe('The first frame of audio that is not stored.'),
        isOpen: z.boolean(),
        endReason: z.string().nullable(),
        segments: z.array(z.object({ segmentId: z.int().min(0), startMs: wholeMs, endMs: wholeMs, text: z.string() })),
      }).meta({ id: 'LiveSession' }),
    },
  },
  refusals: ['not_found'],
  async handle({ house: { db }, caller: { userId }, params: { id } }) {
    return { status: 200, json: await readStoredSession(db, userId, id) }
  },
})
