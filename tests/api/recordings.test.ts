import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { addRecording } from '#tests/db/test-accounts'
import type { ApiClient } from '#tests/support/api-client'
import { useApiHouse } from '#tests/support/api-house'
import type { RecordingQuery } from '../../client/recordings'

const api = useApiHouse()
const segments = [
  {
    startMs: 0, endMs: 1500, text: 'Good morning.',
    words: [{ text: 'Good', startMs: 0, endMs: 500 }, { text: 'morning.', startMs: 500, endMs: 1500 }],
  },
  { startMs: 2000, endMs: 4000, text: 'The <budget> is small.' },
]
let id: string
beforeAll(async () => { id = await addRecording(api.house.db, api.annId, { title: 'Weekly', segments, durationMs: 4000 }) })

describe('GET /recordings', () => {
  it('goes through all pages without a loss and without a repetition, while others come and go', async () => {
    const { userId, client } = await api.newcomer()
    const ids: string[] = []
    for (let at = 0; at < 11; at++) ids.push(await addRecording(api.house.db, userId, { title: `Talk ${at}`, until: 'queued' }))
    // Of one and the same moment, which only their ids tell apart.
    await api.house.db.execute(sql`update recordings set created_at = '2026-01-01' where user_id = ${userId}`)
    const seen: string[] = []
    let path: string | null = '/recordings?limit=3'
    while (path !== null) {
      const { json, headers }: Awaited<ReturnType<ApiClient['get']>> = await client.get(path)
      expect(json.items.length).toBeLessThanOrEqual(3)
      seen.push(...json.items.map((item: { id: string }) => item.id))
      if (seen.length === 6) await addRecording(api.house.db, userId, { title: 'Newer', until: 'queued' })
      if (seen.length === 9) await client.call('DELETE', `/recordings/${seen[0]}`)
      const link = /^<\/api\/v1(\/recordings\?[^>]+)>; rel="next"$/.exec(headers.get('Link') ?? '')?.[1] ?? null
      expect(link === null).toBe(json.nextCursor === null)
      path = link
    }
    expect([...seen].sort()).toEqual([...ids].sort())
  })

  it('tells what fits, and how many there are', async () => {
    const { userId, client } = await api.newcomer()
    await addRecording(api.house.db, userId, { title: 'Họp nhóm' })
    await addRecording(api.house.db, userId, { title: 'Garden', until: 'failed' })
    const { recordings } = client.steno
    const titles = async (query: RecordingQuery) => {
      const { items, total } = await recordings.page(query)
      expect(total).toBe(items.length)
      return items.map(({ title }) => title)
    }
    expect(await titles({})).toEqual(['Garden', 'Họp nhóm'])
    expect(await titles({ status: 'failed' })).toEqual(['Garden'])
    expect(await titles({ title: 'hop' })).toEqual(['Họp nhóm'])
    const { items: [failed] } = await recordings.page({ status: 'failed' })
    expect(failed!.error).toEqual({ code: 'recognizer_failed', message: 'It failed.' })
  })

  it.each(['limit=0', 'limit=51', 'limit=x', 'limit=1&limit=2', 'status=unknown', 'cursor=x', 'cursor='])('refuses %s', async (query) => {
    const { json } = await api.ann.refused('bad_request', 'GET', `/recordings?${query}`)
    expect(json.field).toBe(query.split('=')[0])
  })
})

describe('a recording', () => {
  it('is told with its steps', async () => {
    expect(await api.ann.steno.recordings.get(id)).toMatchObject({ id, title: 'Weekly', status: 'done', source: 'upload', durationMs: 4000, error: null, steps: [] })
  })

  it('is renamed and kept', async () => {
    const { recordings } = api.ann.steno
    expect(await recordings.change(id, { title: ' Monday ', kept: true })).toMatchObject({ title: 'Monday', kept: true })
    expect(await recordings.change(id, {})).toMatchObject({ title: 'Monday', kept: true })
    expect((await api.ann.refused('bad_request', 'PATCH', `/recordings/${id}`, { title: '' })).json.field).toBe('title')
    await api.ann.refused('bad_request', 'PATCH', `/recordings/${id}`, { status: 'done' })
  })

  it('is deleted', async () => {
    const gone = await addRecording(api.house.db, api.annId)
    await api.ann.steno.recordings.delete(gone)
    await api.ann.refused('not_found', 'DELETE', `/recordings/${gone}`)
    await api.ann.refused('not_found', 'GET', `/recordings/${gone}`)
  })

  it('is tried again, and cancelled', async () => {
    const failed = await addRecording(api.house.db, api.annId, { until: 'failed' })
    expect((await api.ann.steno.recordings.retry(failed)).status).toBe('queued')
    await api.ann.refused('conflict', 'POST', `/recordings/${failed}/retry`)
    expect((await api.ann.steno.recordings.cancel(failed)).status).toBe('cancelled')
    await api.ann.refused('conflict', 'POST', `/recordings/${failed}/cancel`)
  })

  it('cannot be tried again where the plan is used up', async () => {
    const { userId, client } = await api.newcomer('FREE')
    const failed = await addRecording(api.house.db, userId, { until: 'failed' })
    await api.house.db.execute(sql`update user_subscriptions set usage_count = 100000 where user_id = ${userId}`)
    const { json } = await client.refused('recordings_used_up', 'POST', `/recordings/${failed}/retry`)
    expect(json.status).toBe(402)
  })
})

describe('a transcript', () => {
  it('comes as JSON, with times and words', async () => {
    const transcript = await api.ann.steno.recordings.transcript(id)
    expect(transcript).toMatchObject({ language: 'en', durationMs: 4000, text: 'Good morning. The <budget> is small.' })
    expect(transcript.segments[0]!.words).toHaveLength(2)
  })

  it.each([
    ['txt', 'text/plain', /^Good morning\. The <budget> is small\.\n$/],
    ['txt&times=true', 'text/plain', /^\[00:00:00\] Good morning\.\n\[00:00:02\]/],
    ['srt', 'application/x-subrip', /^1\r?\n00:00:00,000 --> 00:00:01,500\r?\nGood morning\./],
    ['vtt', 'text/vtt', /^WEBVTT\n\n[\s\S]*The &lt;budget&gt; is small\./],
  ])('comes as %s', async (format, type, expected) => {
    const { text, headers } = await api.ann.get(`/recordings/${id}/transcript?format=${format}`)
    expect(headers.get('Content-Type')).toBe(`${type}; charset=utf-8`)
    expect(text).toMatch(expected)
  })

  it('is not there before the recording is done, nor in formats and languages that nobody has made', async () => {
    const queued = await addRecording(api.house.db, api.annId, { until: 'queued' })
    await api.ann.refused('conflict', 'GET', `/recordings/${queued}/transcript`)
    await api.ann.refused('bad_request', 'GET', `/recordings/${id}/transcript?format=docx`)
    await api.ann.refused('not_found', 'GET', `/recordings/${id}/transcript?language=vi`)
    await api.ann.refused('bad_request', 'GET', `/recordings/${id}/transcript?language=a%00b`)
  })
})
