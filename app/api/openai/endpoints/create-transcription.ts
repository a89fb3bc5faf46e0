import { takeIn, useTranscript } from '../../at-once/take-in'
import { storeQuery, wantsStored } from '../../at-once/wants-stored'
import { wishedModel } from '../../at-once/wished-model'
import { defineEndpoint } from '../../endpoint'
import { formatAnswer } from '../format-answer'
import { deltaShape, doneShape, textTypes, transcriptionShape } from '../shapes'
import { streamTranscript } from '../stream-transcript'
import { listFields, transcriptionFields, wantedGranularities } from '../transcription-fields'

export const createTranscription = defineEndpoint({
  method: 'POST',
  path: '/audio/transcriptions',
  access: 'recordings:write',
  tag: 'Audio',
  summary: 'Transcribe a file and wait for the transcript',
  query: storeQuery,
  body: { form: transcriptionFields, lists: listFields },
  answers: {
    200: {
      description: 'The transcript.', json: transcriptionShape, text: textTypes,
      events: { 'transcript.text.delta': deltaShape, 'transcript.text.done': doneShape },
    },
  },
  async handle(call) {
    const { house, body } = call
    const isStored = wantsStored(call)
    const wish = async () => {
      const fields = await body.allFields()
      return { fields, language: fields.language || 'auto', modelId: await wishedModel(house, fields.model) }
    }
    const taken = await takeIn(call, { ...body, wish, isStored })
    const { fields } = taken.wish
    if (fields.stream) return { status: 200, events: streamTranscript(taken) }
    return useTranscript(taken, async ({ transcript, recording }) => formatAnswer(transcript, {
      format: fields.response_format, modelId: recording.usedModelId, task: 'transcribe', temperature: fields.temperature,
      granularities: wantedGranularities(fields),
    }))
  },
})
