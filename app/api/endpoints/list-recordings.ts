import { z } from 'zod'
import { recordingStatuses } from '#db/schema/recordings'
import { limits } from '#domain/limits/limits'
import { listRecordings } from '#domain/recordings/list-recordings.server'
import { paths } from '../../web/paths'
import { defineEndpoint } from '../endpoint'
import { pageQuery } from '../shapes/page'
import { recordingShape, toRecordingJson } from '../shapes/recording'

export const listOwnRecordings = defineEndpoint({
  method: 'GET',
  path: '/recordings',
  access: 'recordings:read',
  tag: 'Recordings',
  summary: 'Recordings, the newest first',
  query: pageQuery(limits.libraryPageRows).extend({
    status: z.enum(recordingStatuses).optional(),
    title: z.string().max(limits.searchCharsMax).optional().describe('Words of the title; case and accents do not matter.'),
  }),
  answers: {
    200: {
      description: 'A page of them.',
      json: z.object({
        items: z.array(recordingShape),
        nextCursor: z.string().nullable().describe('For the next page; null on the last.'),
        total: z.int().describe('All that fit, on all pages.'),
      }).meta({ id: 'RecordingPage' }),
      headers: { Link: 'The address of the next page, with rel="next".' },
    },
  },
  async handle({ house, caller, query }) {
    const { title, ...rest } = query
    const { items, nextCursor, total } = await listRecordings(house.db, caller.userId, { ...rest, query: title })
    const next = nextCursor && new URLSearchParams(Object.entries({ ...query, cursor: nextCursor })
      .flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
    const headers: Record<string, string> = next ? { Link: `<${paths.api()}/recordings?${next}>; rel="next"` } : {}
    return {
      status: 200,
      headers,
      json: { items: items.map(toRecordingJson), nextCursor, total },
    }
  },
})
