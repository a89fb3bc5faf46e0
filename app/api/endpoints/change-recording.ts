import { z } from 'zod'
import { lineField } from '#domain/errors/line-field'
import { limits } from '#domain/limits/limits'
import { renameRecording, setKept } from '#domain/recordings/change-recording.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { defineEndpoint } from '../endpoint'
import { recordingParams } from '../shapes/basics'
import { recordingShape, toRecordingJson } from '../shapes/recording'

export const changeRecording = defineEndpoint({
  method: 'PATCH',
  path: '/recordings/:id',
  access: 'recordings:write',
  tag: 'Recordings',
  summary: 'Rename a recording, or keep it from the plan’s retention',
  params: recordingParams,
  body: {
    json: z.strictObject({ title: lineField('The title', limits.titleCharsMax).optional(), kept: z.boolean().optional() }),
  },
  answers: { 200: { description: 'The recording as it is now.', json: recordingShape } },
  refusals: ['not_found'],
  async handle({ house: { db }, caller: { userId }, params: { id }, body: { title, kept } }) {
    if (title !== undefined) await renameRecording(db, userId, id, title)
    if (kept !== undefined) await setKept(db, userId, id, kept)
    return { status: 200, json: toRecordingJson(await requireRecording(db, userId, id)) }
  },
})
