import { z } from 'zod'
import { getTranscript } from '#domain/recordings/get-transcript.server'
import { getSummary } from '#domain/summaries/summaries.server'
import { summaryOfFile } from '#domain/summaries/summary-of-file'
import { transcriptFormats } from '#domain/transcripts/format-transcript'
import { formatTxt } from '#domain/transcripts/format-txt'
import { getTranslatedTranscript, markStale } from '#domain/translation/get-translated-transcript.server'
import { defineEndpoint } from '../endpoint'
import { languageTag, recordingParams } from '../shapes/basics'
import { transcriptShape } from '../shapes/transcript'

const { txt, srt, vtt } = transcriptFormats

export const getOwnTranscript = defineEndpoint({
  method: 'GET',
  path: '/recordings/:id/transcript',
  access: 'recordings:read',
  tag: 'Recordings',
  summary: 'The transcript, with all corrections',
  description: '`conflict` before the recording is done.',
  params: recordingParams,
  query: z.object({
    format: z.enum(['json', 'txt', 'srt', 'vtt']).default('json'),
    times: z.enum(['true', 'false']).default('false').describe('Whether a text tells times.'),
    language: languageTag.optional()
      .describe('That of a translation which has been made; without it, as it was spoken.'),
  }),
  answers: {
    200: {
      description: 'The transcript.',
      json: transcriptShape,
      text: [txt, srt, vtt].map(({ mimeType }) => mimeType.split(';')[0]!),
    },
  },
  refusals: ['not_found', 'conflict'],
  async handle({ house: { db }, caller: { userId }, params: { id }, query: { format, times, language } }) {
    const written = language === undefined
      ? await getTranscript(db, userId, id) : await getTranslatedTranscript(db, userId, id, language)
    const transcript = { ...written, ...summaryOfFile(await getSummary(db, userId, id), language ?? null) }
    const { mimeType, format: write } = transcriptFormats[format]
    // Texts say in words what JSON has a field for.
    const shown = format === 'json' ? transcript : markStale(transcript, 'older than its text')
    const text = format === 'txt' ? formatTxt(shown, { times: times === 'true' }) : write(shown)
    return { status: 200, text, type: mimeType }
  },
})
