import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { beginDraft } from '#domain/recordings/drafts.server'
import { startTelemetry } from '#domain/telemetry/start-telemetry.server'
import { inSpan } from '#domain/telemetry/tracing.server'
import { addRecording, addUser } from '#tests/db/test-accounts'
import { startOtlpReceiver, type OtlpReceiver } from '#tests/stand-ins/otlp-receiver'
import { LiveClient } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeToldRecognizer } from '#tests/support/told-recognizer'

let house: LiveHouse
let otlp: OtlpReceiver
let telemetry: Awaited<ReturnType<typeof startTelemetry>>
beforeAll(async () => {
  otlp = await startOtlpReceiver()
  telemetry = await startTelemetry('live', {
    log: { level: 'silent', format: 'json' }, traces: { endpoint: otlp.url, ratio: 1 }, sentryDsn: null, mode: 'test', warnings: [],
  })
  house = await openLiveHouse({ recognizer: makeToldRecognizer() })
})
afterAll(async () => {
  await house.close()
  await telemetry.close()
  await otlp.close()
})

/** Jobs that wait, by task, with the trace that each carries. */
async function traces(recordingId: string): Promise<Record<string, string | undefined>> {
  const { rows } = await house.db.execute<{ task: string; traceparent: string | null }>(sql`
    select t.identifier as task, j.payload ->> 'traceparent' as traceparent
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.payload ->> 'recordingId' = ${recordingId}`)
  return Object.fromEntries(rows.map(({ task, traceparent }) => [task, traceparent?.split('-')[1]]))
}

const sound = new Int16Array(16 * 3000).fill(900)

it('follow a draft from the request that asked for it, and else from the upload', async () => {
  const userId = await addUser(house.db)
  const recordingId = await addRecording(house.db, userId)
  const [upload, request] = ['0af7651916cd43dd8448eb211c80319c', '1bf7651916cd43dd8448eb211c80319c']
  const parent = (traceId: string) => `00-${traceId}-b7ad6b7169203331-01`
  await house.db.execute(sql`
    update recordings set meta = jsonb_build_object('traceparent', ${parent(upload)}::text) where id = ${recordingId}`)
  const wish = { language: 'en', modelId: null }
  await inSpan('asking', { purpose: 'request', parent: parent(request) }, () => beginDraft(house.db, userId, recordingId, wish))
  expect((await traces(recordingId))['transcribe-draft']).toBe(request)
  await house.db.execute(sql`delete from transcript_drafts where recording_id = ${recordingId}`)
  await beginDraft(house.db, userId, recordingId, wish)
  expect((await traces(recordingId))['transcribe-draft']).toBe(upload)
})

it('follow a live session from the socket through another copy to its jobs, and the webhooks that hear of it', async () => {
  const userId = await addUser(house.db, 'PREMIUM')
  await house.db.execute(sql`
    insert into webhooks (user_id, url, salt, events) values (${userId}, 'https://example.org', 'x', '{recording.done}')`)
  const [one, other] = [await house.startServer(), await house.startServer()]
  const first = await LiveClient.connect(one.port, userId)
  first.send({ type: 'start', language: 'en' })
  const { sessionId } = await first.next('ready')
  const nextSeq = first.speak(sound)
  await first.next('ack', (ack) => ack.audioMs === 3000)
  first.cut()
  const second = await LiveClient.connect(other.port, userId)
  second.send({ type: 'resume', sessionId, lastSeq: nextSeq - 1 })
  await second.next('ready')
  second.send({ type: 'stop' })
  await second.next('ended')
  // As the step does that tells.
  await house.db.execute(sql`select f_tell_webhooks(${sessionId}, 'recording.done', 'one')`)
  const carried = await traces(sessionId)
  await telemetry.close()

  const spans = otlp.spans.filter(({ service }) => service === 'steno-live')
  const start = spans.find(({ name }) => name === 'live start')!
  expect(start.parentId).toBe('')
  for (const name of ['live resume', 'live end']) {
    expect(spans.find((span) => span.name === name), name).toMatchObject({
      traceId: start.traceId, parentId: start.spanId, attributes: { 'steno.recording_id': sessionId },
    })
  }
  expect(carried).toEqual(Object.fromEntries(['join-live', 'plan-steps', 'deliver-webhook'].map((task) => [task, start.traceId])))
})
