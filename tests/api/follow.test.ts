import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { deleteRecording } from '#domain/recordings/change-recording.server'
import { addRecording, claim } from '#tests/db/test-accounts'
import type { ApiClient } from '#tests/support/api-client'
import { useApiHouse } from '#tests/support/api-house'
import { misfitOf, readOpenApi } from '#tests/support/check-answer'
import { readEvents, type ReadEvent } from '#tests/support/read-events'
import { followRecording } from '../../app/api/follow-recording'

const api = useApiHouse()

async function follow(client: ApiClient, id: string, signal?: AbortSignal) {
  const response = await client.open('GET', `/recordings/${id}/events`, {}, undefined, signal)
  expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const events = readEvents(response)
  const document = await readOpenApi(api.url)
  const schema = { $ref: '#/components/schemas/RecordingWithSteps' }
  return async (): Promise<ReadEvent | null> => {
    const { value } = await events.next()
    if (value?.event === 'recording') expect(misfitOf(document, schema, value.data)).toBeNull()
    return value ?? null
  }
}

describe('following a recording', () => {
  it('tells how it stands, every change, and ends when its steps are over', async () => {
    const { db } = api.house
    const { userId, client } = await api.newcomer()
    const id = await addRecording(db, userId, { until: 'queued' })
    const other = await addRecording(db, userId, { until: 'queued' })
    const next = await follow(client, id)
    expect((await next())?.data).toMatchObject({ id, status: 'queued', progressMs: 0 })
    await db.execute(sql`update recordings set title = 'Another' where id = ${other}`)
    const fence = await claim(db, id)
    expect((await next())?.data).toMatchObject({ id, status: 'processing' })
    await db.execute(sql`update recordings set progress_ms = 30000 where id = ${id}`)
    expect((await next())?.data).toMatchObject({ progressMs: 30_000, totalMs: 60_000 })
    await db.execute(sql`select sp_complete_recording(${id}, 60000, '[]', ${fence})`)
    expect((await next())?.data).toMatchObject({ status: 'done' })
    const step = (status: string) => db.execute(sql`
      insert into recording_steps (recording_id, step, status) values (${id}, 'summarize', ${status})
      on conflict (recording_id, step, key) do update set status = excluded.status`)
    await step('queued')
    expect((await next())?.data.steps).toMatchObject([{ step: 'summarize', status: 'queued' }])
    await step('done')
    expect((await next())?.data.steps).toMatchObject([{ status: 'done' }])
    expect(await next()).toBeNull()
  })

  it('ends at once for one that has failed, and when it is deleted', async () => {
    const { db } = api.house
    const { userId, client } = await api.newcomer()
    const failed = await follow(client, await addRecording(db, userId, { until: 'failed' }))
    expect((await failed())?.data.status).toBe('failed')
    expect(await failed()).toBeNull()
    const id = await addRecording(db, userId, { until: 'queued' })
    const next = await follow(client, id)
    await next()
    await deleteRecording(db, userId, id)
    expect(await next()).toEqual({ event: 'deleted', data: { id } })
    expect(await next()).toBeNull()
  })

  it('is for its owner, so many at once, and gives the place back', async () => {
    const { userId, client } = await api.newcomer()
    const id = await addRecording(api.house.db, userId, { until: 'queued' })
    await api.bob.refused('not_found', 'GET', `/recordings/${id}/events`)
    const leaving = new AbortController()
    await Promise.all(Array.from({ length: limits.sseConnectionsPerUserMax }, async () => (await follow(client, id, leaving.signal))()))
    await client.refused('too_many_attempts', 'GET', `/recordings/${id}/events`)
    expect((await client.open('HEAD', `/recordings/${id}/events`)).status).toBe(429)
    leaving.abort()
    await expect.poll(async () => (await client.open('HEAD', `/recordings/${id}/events`)).status).toBe(200)
    await expect.poll(async () => (await client.open('HEAD', `/recordings/${id}/events`)).status).toBe(200)
  })

  it('beats while nothing happens, and ends with the credential and with the process', async () => {
    const { db, services } = api.house
    const { userId } = await api.newcomer()
    const id = await addRecording(db, userId, { until: 'queued' })
    const stopping = new AbortController()
    const house = { ...services, stopping: stopping.signal, tokens: { issuer: '', audience: '', secrets: [] } }
    const allowed = [true, false]
    const following = { userId, id, signal: new AbortController().signal, heartbeatMs: 10 }
    const beats: string[] = []
    const isAllowed = async () => allowed.shift() ?? false
    for await (const { event } of await followRecording(house, { ...following, isAllowed })) beats.push(event)
    // The notice of the recording's own beginning may come late, and has it looked at once more.
    expect(beats[0]).toBe('recording')
    expect(beats.filter((event) => event === '')).toHaveLength(1)
    const others = (await followRecording(house, { ...following, isAllowed: async () => true }))[Symbol.asyncIterator]()
    expect((await others.next()).value).toMatchObject({ event: 'recording' })
    stopping.abort()
    expect(await others.next()).toEqual({ done: true, value: undefined })
  })
})
