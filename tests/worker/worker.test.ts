import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { amrFile } from '#tests/support/media-fixtures'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { bytesOf, longSpeech, shortSpeech } from './audio'
import { House } from './house'
import { makeQueued, makeUser, one, originalKey } from './rows'
import type { WorkerProcess } from './worker-process'

describe('a worker', { timeout: 300_000 }, () => {
  let database: TestDatabase
  let house: House
  let worker: WorkerProcess

  beforeAll(async () => {
    database = await makeTestDatabase()
    house = await House.open(database.url)
    worker = await house.startWorker({ STENO_REGISTRATON: 'closed' })
  })
  afterAll(async () => {
    await house.close()
    await database.drop()
  })

  const isDone = (row: { status: string }) => row.status === 'done'

  it('warns of a variable that nothing reads, by the name of the one that was meant', () => {
    expect(worker.log()).toMatch(/"level":"warn".*STENO_REGISTRATON is no variable.*STENO_REGISTRATION\./)
  })

  it('turns a stored recording into its transcript, and charges its length once', async () => {
    const userId = await makeUser(house.client)
    const id = await house.upload(shortSpeech.file, userId)
    const row = await house.until(id, isDone)
    const length = String(shortSpeech.durationMs)
    expect(row).toMatchObject({
      duration_ms: length, progress_ms: length, total_ms: length, setbacks: 0, detected_language: 'en',
    })
    const text = (await house.transcript(id)).map((segment) => segment.text).join(' ')
    expect(text.toLowerCase()).toContain(shortSpeech.says)
    expect(await house.usage(userId)).toEqual({ count: 1, usedMs: shortSpeech.durationMs })
    const left = await house.client.query('select from recording_windows where recording_id = $1', [id])
    expect(left.rowCount).toBe(0)
  })

  it('lets users take turns', async () => {
    const many = await makeUser(house.client)
    const few = await makeUser(house.client)
    const crowd = []
    for (let n = 0; n < 5; n++) crowd.push(await house.upload(shortSpeech.file, many))
    const single = await house.upload(shortSpeech.file, few)
    for (const id of [...crowd, single]) await house.until(id, isDone)
    const { rows } = await house.client.query(
      'select id from recordings where id = any ($1) order by started_at', [[...crowd, single]])
    expect(rows.findIndex((row) => row.id === single)).toBeLessThanOrEqual(2)
  })

  it('fails a file that is no media at once, with a sentence and the quota given back, and troubles no operator', async () => {
    const file = path.join(house.dataDir, 'notes.mp3')
    await writeFile(file, 'Dear diary, this is no music.\n'.repeat(200))
    const userId = await makeUser(house.client)
    const id = await house.upload(file, userId)
    let row = await house.row(id)
    while (row.status !== 'failed') row = await house.row(id)
    expect(row).toMatchObject({ error_code: 'media_not_recognised', setbacks: 0, fence: '1' })
    expect(row.error_message).toMatch(/^[A-Z].*\.$/)
    expect((await house.client.query('select from job_failures where recording_id = $1', [id])).rowCount).toBe(0)
    const told = worker.log().split('\n').filter((line) => line.includes(id) && line.includes('media_not_recognised'))
    expect(told.map((line) => (JSON.parse(line) as { level: unknown }).level)).toEqual(['info'])
    expect(await house.usage(userId)).toEqual({ count: 0, usedMs: 0 })
  })

  it('stops at the end of the plan\'s minutes in a file of unknown length, and keeps the file', async () => {
    const userId = await makeUser(house.client)
    await house.client.query('update user_subscriptions set used_ms = 300 * 60000 - 5000 where user_id = $1', [userId])
    const id = await house.upload(shortSpeech.file, userId)
    let row = await house.row(id)
    while (!['failed', 'done'].includes(row.status)) row = await house.row(id)
    expect(row).toMatchObject({ status: 'failed', error_code: 'minutes_used_up', setbacks: 0 })
    expect(row.object_key).not.toBeNull()
    expect((await house.client.query('select from job_failures where recording_id = $1', [id])).rowCount).toBe(0)
    expect(await house.usage(userId)).toEqual({ count: 0, usedMs: 300 * 60_000 - 5000 })
    await house.client.query('update user_subscriptions set used_ms = 0 where user_id = $1', [userId])
    expect(await one(house.client, 'select sp_requeue_recording($1) as reason', [id])).toEqual({ reason: null })
    await house.until(id, isDone)
    expect(await house.usage(userId)).toEqual({ count: 1, usedMs: shortSpeech.durationMs })
  })

  it('does it again when asked to', async () => {
    const { id } = await one<{ id: string }>(house.client, `select id from recordings where status = 'failed'`)
    const { user_id, object_key } = await house.row(id)
    await house.store.put(object_key, bytesOf(shortSpeech.file))
    expect(await one(house.client, 'select sp_requeue_recording($1) as reason', [id])).toEqual({ reason: null })
    expect(await house.until(id, isDone)).toMatchObject({ error_code: null, error_message: null })
    expect(await house.usage(user_id)).toEqual({ count: 1, usedMs: shortSpeech.durationMs })
    const open = await house.client.query(
      'select from job_failures where recording_id = $1 and settled_at is null', [id])
    expect(open.rowCount).toBe(0)
  })

  it.each(['cancelled', 'deleted'])('lets go at once of a recording that is %s meanwhile', async (how) => {
    const userId = await makeUser(house.client)
    const id = await house.upload(longSpeech.file, userId)
    await house.untilCheckpoints(id, 1)
    if (how === 'cancelled') await house.client.query(`update recordings set status = 'cancelled' where id = $1`, [id])
    else await house.client.query('delete from recordings where id = $1', [id])
    // The place is free for the next one, long before the rest of the chapter could have been recognised.
    const next = await house.upload(shortSpeech.file, userId)
    await house.until(next, isDone)
    const lines = () => worker.log().split('\n').filter((line) => line.includes(id))
    expect(lines().some((line) => line.includes('cancelled, deleted or taken over'))).toBe(true)
    expect(lines().some((line) => line.includes('"msg":"transcribed"'))).toBe(false)
    expect(await house.transcript(id)).toEqual([])
    // What was recognised of it could be read, and stays charged; the rest does not.
    const { count, usedMs } = await house.usage(userId)
    expect(count).toBe(2)
    expect(usedMs).toBeGreaterThan(shortSpeech.durationMs)
    expect(usedMs).toBeLessThan(shortSpeech.durationMs + longSpeech.durationMs)
  })

  it('makes a copy to play where browsers cannot play the original, and deletes both with their row', async () => {
    const file = path.join(house.dataDir, 'voice.amr')
    await writeFile(file, amrFile(3000))
    const id = await house.upload(file)
    await house.until(id, isDone)
    const row = await house.until(id, (now) => now.playback_key !== null)
    const playbackKey = row.playback_key!
    expect(row.playback_type).toBe('audio/mpeg')
    expect((await house.store.stat(playbackKey))?.bytes).toBeGreaterThan(3000 * 8 * 0.9)
    await house.client.query('delete from recordings where id = $1', [id])
    while ((await house.store.stat(playbackKey)) || (await house.store.stat(row.object_key))) await sleep(50)
  })

  it('keeps house while every place for a transcription is taken', async () => {
    const userId = await makeUser(house.client, 'ENTERPRISE')
    const key = originalKey(userId, randomUUID())
    await house.store.put(key, bytesOf(shortSpeech.file))
    const crowd: string[] = []
    for (let n = 0; n < 3; n++) crowd.push(await house.upload(longSpeech.file, userId))
    const count = async (status: string) =>
      (await house.client.query('select from recordings where id = any ($1) and status = $2', [crowd, status])).rowCount
    while ((await count('processing')) !== 2) await sleep(20)
    await house.client.query('insert into object_deletions (object_key) values ($1)', [key])
    while (await house.store.stat(key)) await sleep(20)
    expect(await count('done')).toBe(0)
    await house.client.query('delete from recordings where id = any ($1)', [crowd])
  })

  it('gives up on a recording whose every attempt broke off without progress', async () => {
    const userId = await makeUser(house.client)
    const id = await makeQueued(house.client, userId, 0, async (recordingId) => {
      await house.client.query('update recordings set setbacks = 5 where id = $1', [recordingId])
    })
    let row = await house.row(id)
    while (row.status === 'queued' || row.status === 'processing') row = await house.row(id)
    expect(row).toMatchObject({ status: 'failed', error_code: 'recognizer_failed' })
    expect(await one(house.client, 'select setbacks from job_failures where recording_id = $1', [id]))
      .toEqual({ setbacks: 5 })
  })

  it('tells how it fares', async () => {
    const ready = await fetch(`http://127.0.0.1:${worker.port}/readyz`)
    expect(Object.keys(((await ready.json()) as { checks: object }).checks)).toEqual(['database', 'storage', 'models'])
    const metrics = await (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text()
    expect(metrics).toMatch(/steno_worker_jobs_total\{task="transcribe",outcome="done"[^}]*\} [1-9]/)
    expect(metrics).toMatch(/steno_queue_recordings\{[^}]*\} 0/)
    expect(metrics).toMatch(/steno_queue_unknown\{[^}]*\} 0/)
  })
})
