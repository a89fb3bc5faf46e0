import { z } from 'zod'
import { limits } from '#domain/limits/limits'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { searchModes } from '#domain/search/search'
import { defineEndpoint } from '../endpoint'
import { languageTag } from '../shapes/basics'
import { parseCursor, passageShape, toPassageJson, weaknesses } from '../shapes/passage'

/** PostgreSQL's years are those with four digits, and none is 0. */
const isInYears = (date: Date) => date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
  .refine(isInYears, 'This takes a moment in the years 1 to 9999.').nullish()

export const search = defineEndpoint({
  method: 'POST',
  path: '/search/semantic',
  access: 'search',
  tag: 'Understanding',
  summary: 'Find passages of your recordings by meaning and words',
  description: 'Search never fails because meaning cannot be had: then it goes by words, and `weakness` says why.',
  body: {
    json: z.strictObject({
      query: z.string().trim().min(1).max(limits.searchCharsMax),
      mode: z.enum(searchModes).default('hybrid')
        .describe('By words and meaning together, by meaning, or by the very words.'),
      recordingId: z.string().nullish().describe('In this recording alone.'),
      language: languageTag.nullish().describe('BCP 47; `en` also means `en-GB`.'),
      source: z.enum(['realtime', 'upload']).nullish(),
      from: moment.describe('Recordings made from this moment on,'),
      until: moment.describe('and before this one.'),
      limit: z.int().min(1).max(limits.searchResultsMax).default(limits.searchResultsMax),
      cursor: z.string().max(20).nullish().describe('`nextCursor` of the answer before.'),
    }),
  },
  answers: {
    200: {
      description: 'What was found, the best first.',
      json: z.object({
        items: z.array(passageShape),
        nextCursor: z.string().nullable(),
        corrected: z.array(z.object({ from: z.string(), to: z.string() }))
          .describe('Words that were mistyped, and what was looked for.'),
        weakness: z.enum(weaknesses).nullable().describe('Why the answer is less than it could be.'),
      }).meta({ id: 'SearchResults' }),
    },
  },
  refusals: ['not_found'],
  async handle({ house, caller: { userId }, body, signal }) {
    const { query: text, mode, limit, cursor, recordingId, ...filter } = body
    const offset = parseCursor(cursor)
    if (recordingId) await requireRecording(house.db, userId, recordingId)
    const found = await house.understanding.search.find({
      userId, text, mode, filter: { ...filter, recordingId }, limit, offset, signal,
    })
    return {
      status: 200,
      json: {
        items: found.passages.map((passage) => toPassageJson(passage, found.wanted)),
        nextCursor: found.hasMore ? String(offset + limit) : null,
        corrected: found.corrected,
        weakness: found.weakness,
      },
    }
  },
})
