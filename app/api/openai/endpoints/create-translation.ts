import { translateTranscript } from '#domain/translation/translate-transcript.server'
import { takeIn, useTranscript } from '../../at-once/take-in'
import { storeQuery, wantsStored } from '../../at-once/wants-stored'
import { wishedModel } from '../../at-once/wished-model'
import { defineEndpoint } from '../../endpoint'
import { formatAnswer } from '../format-answer'
import { textTypes, transcriptionShape } from '../shapes'
import { listFields, translationFields } from '../transcription-fields'

export const createTranslation = defineEndpoint({
  method: 'POST',
  path: '/audio/translations',
  access: 'recordings:write',
  tag: 'Audio',
  summary: 'Transcribe a file, and wait for the transcript in English',
  query: storeQuery,
  body: { form: translationFields, lists: listFields },
  answers: { 200: { description: 'The transcript in English.', json: transcriptionShape, text: textTypes } },
  async handle(call) {
    const { house, caller: { userId }, body, signal } = call
    const { db, understanding: { translator } } = house
    const isStored = wantsStored(call)
    const wish = async () => {
      const fields = await body.allFields()
      return { fields, language: 'auto', modelId: await wishedModel(house, fields.model) }
    }
    const taken = await takeIn(call, { ...body, wish, isStored })
    const { response_format: format, temperature } = taken.wish.fields
    return useTranscript(taken, async ({ transcript, recording }) => {
      const { recordingId } = taken
      const wanted = { userId, recordingId, transcript, to: 'en', isStored, signal }
      const english = await translateTranscript({ db, translator }, wanted)
      return formatAnswer(english, {
        format, modelId: recording.usedModelId, task: 'translate', temperature, granularities: ['segment'],
      })
    })
  },
})
