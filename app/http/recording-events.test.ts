import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import type { RecordingEvent } from '../web/services'
import { startRecordingEvents, type RecordingEventHub } from './recording-events'

const test = useDatabase()
let hub: RecordingEventHub
beforeEach(() => {
  hub = startRecordingEvents({ databaseUrl: test.url, logger: pino({ level: 'silent' }) })
})
afterEach(() => hub.close())

const patience = { timeout: 15_000, interval: 20 }
const announce = (userId: string, status: string) => test.db.execute(
  sql`select pg_notify('steno_recording', ${JSON.stringify({ userId, recordingId: 'r', status, progressMs: 1, totalMs: 2 })})`)

it('tells every listener when PostgreSQL broke the connection, and hears again', async () => {
  const heard: RecordingEvent[] = []
  const missed = { ann: 0, bob: 0 }
  hub.subscribe('ann', (event) => heard.push(event), () => { missed.ann += 1 })
  hub.subscribe('bob', (event) => heard.push(event), () => { missed.bob += 1 })
  await vi.waitFor(() => expect(missed).toEqual({ ann: 1, bob: 1 }), patience)

  const { rows } = await test.db.execute(sql`
    select pg_terminate_backend(pid) as ended from pg_stat_activity
     where datname = current_database() and application_name = 'steno-web-events'`)
  expect(rows).toEqual([{ ended: true }])
  await announce('ann', 'done')
  await vi.waitFor(() => expect(missed).toEqual({ ann: 2, bob: 2 }), patience)
  expect(heard).toEqual([])

  await announce('ann', 'failed')
  await vi.waitFor(() => expect(heard).toEqual([expect.objectContaining({ userId: 'ann', status: 'failed' })]), patience)
  expect(missed).toEqual({ ann: 2, bob: 2 })
})

it('tells nobody who has gone', async () => {
  const gone = { missed: 0 }
  const stop = hub.subscribe('ann', () => {}, () => { gone.missed += 1 })
  stop()
  const staying = { missed: 0 }
  hub.subscribe('ann', () => {}, () => { staying.missed += 1 })
  await vi.waitFor(() => expect(staying.missed).toBe(1), patience)
  expect(gone.missed).toBe(0)
})
