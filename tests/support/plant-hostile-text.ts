import { sql } from 'drizzle-orm'
import pino from 'pino'
import { parseConfig } from '#domain/config/config.server'
import { shareLiveSession } from '#domain/live/share.server'
import { makeServices } from '#domain/services/make-services.server'
import { saveSummary } from '#domain/summaries/summaries.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { saveTranslations } from '#domain/translation/translations.server'
import { addRecording, addUser } from '#tests/db/test-accounts'
import type { TestWeb } from './web-server'

/**
 * Whatever ends an attribute, a title, a text area, a script, a comment or a cue, and what would run then: markup, handlers,
 * addresses that are scripts, formulas of spreadsheets, templates, and an override of the direction of writing.
 */
export const hostile =
  '"\'></title></textarea></script>--><x-live data-live onerror=alert(1)><script>window.live=1</script><svg onload=alert(1)>'
  + '<a href="javascript:alert(1)">{{7*7}}${7*7}<%=7%>\u202E=cmd|calc!A0'
/** In places that hold several lines: a cue that the text would begin. */
export const hostileLines = `${hostile}\r\n\r\n99\r\n00:00:00.000 --> 00:00:09.000\r\nSmuggled`

/** The name of a place, and what stands there. */
export const planted = (place: string) => `${place} ${hostile}`

export interface PlantedIds {
  recording: string
  failed: string
  live: string
  viewerToken: string
  webhook: string
  conversation: string
  otherUser: string
}

/** Puts hostile text wherever a database may hold some, past every schema that would refuse it. */
export async function plantHostileText(web: TestWeb, userId: string): Promise<PlantedIds> {
  const { db } = web
  await db.execute(sql`
    insert into plans (code, name, description, plan_type, upload_bytes_max)
    values (${planted('plan code')}, ${planted('plan name')}, ${planted('plan words')}, 'custom', 1000000000)`)
  const otherUser = await addUser(db)
  for (const [id, email] of [[userId, 'own e-mail'], [otherUser, 'other e-mail']] as const) {
    await db.execute(sql`
      update users set email = ${planted(email)}, user_name = ${planted(email.replace('e-mail', 'name'))} where id = ${id}`)
    await db.execute(sql`update user_profiles set name = ${planted('profile name')} where user_id = ${id}`)
    await db.execute(sql`
      update user_subscriptions set plan_id = (select max(id) from plans) where user_id = ${id}`)
  }
  const segments = [
    { startMs: 0, endMs: 2000, text: planted('segment'), words: [{ text: planted('segment'), startMs: 0, endMs: 2000 }] },
    { startMs: 3000, endMs: 5000, text: hostileLines, words: [{ text: hostileLines, startMs: 3000, endMs: 5000 }] },
  ]
  const recording = await addRecording(db, userId, { title: planted('title'), durationMs: 6000, segments })
  await db.execute(sql`
    update recordings set file_name = ${`${planted('file')}.svg`}, media_type = 'image/svg+xml', language = 'en' where id = ${recording}`)
  await web.store.put(`recordings/${userId}/${recording}/original`, (async function* () {
    yield Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
  })())
  await db.execute(sql`
    update segments set speaker = ${`speaker ${hostileLines}`}, original_text = ${planted('original')} where recording_id = ${recording}`)
  await saveTranslations(db, recording, 'vi', [{ idx: 0, source: planted('segment'), text: planted('translation') }])
  const point = (place: string) => [{ text: planted(place), startMs: 0, endMs: 900 }]
  await saveSummary(db, recording, {
    short: planted('summary'), keyPoints: point('point'), actionItems: point('task'),
    chapters: [{ title: `chapter ${hostileLines}`, startMs: 0 }],
  }, { transcriptVersion: 1, lastSegmentId: 0, method: 'llm', model: planted('model'), language: 'en' })
  const failed = await addRecording(db, userId, { title: planted('failed title'), until: 'failed' })
  await db.execute(sql`update recordings set error_message = ${planted('failure')} where id = ${failed}`)
  await db.execute(sql`update job_failures set message = ${planted('failure')} where recording_id = ${failed}`)
  await index(web, userId, recording)
  return {
    recording, failed, otherUser, ...await plantLive(web, userId), webhook: await plantSettings(web, userId, recording),
    conversation: await plantConversation(web, userId, recording),
  }
}

/** As the worker does, so that it can be searched. */
async function index({ db, dataDir }: TestWeb, userId: string, recordingId: string): Promise<void> {
  const worker = await makeServices({
    config: parseConfig({ STENO_DATA_DIR: dataDir }), db, metrics: makeMetrics('worker', { defaults: false }),
    logger: pino({ level: 'silent' }),
  })
  await worker.search.index({ recordingId, userId, commit: (write) => db.transaction(write) })
  await worker.close()
}

async function plantLive({ db }: TestWeb, userId: string): Promise<{ live: string; viewerToken: string }> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select recording_id as id from sp_start_live(${userId}, 'en', null, ${planted('live title')}, 4)`)
  const live = rows[0]!.id
  await db.execute(sql`update live_sessions set held_by = ${planted('copy')} where recording_id = ${live}`)
  await db.execute(sql`
    insert into segments (recording_id, idx, start_ms, end_ms, text) values (${live}, 0, 0, 900, ${planted('live segment')})`)
  return { live, viewerToken: (await shareLiveSession(db, userId, live)).token }
}

/** Keys, webhooks with a delivery, wishes for summaries, what models cost, and what administrators are told. */
async function plantSettings({ db }: TestWeb, userId: string, recordingId: string): Promise<string> {
  await db.execute(sql`
    insert into api_keys (user_id, name, key_hash, start, scopes)
    values (${userId}, ${planted('key name')}, 'none', ${planted('key start')}, '{recordings:read}')`)
  const { rows } = await db.execute<{ id: string }>(sql`
    insert into webhooks (user_id, url, description, events, salt)
    values (${userId}, ${`https://example.org/${planted('hook address')}`}, ${planted('hook words')}, '{recording.done}', 'none')
    returning id`)
  const webhook = rows[0]!.id
  await db.execute(sql`
    insert into webhook_deliveries (user_id, webhook_id, recording_id, event, event_id, outcome, reason)
    values (${userId}, ${webhook}, ${recordingId}, 'recording.done', 'one', 'refused', 'status')`)
  await db.execute(sql`
    insert into user_settings (user_id, summary_instructions) values (${userId}, ${planted('instructions')})`)
  await db.execute(sql`
    insert into provider_usage (user_id, month, purpose, model, calls)
    values (${userId}, date_trunc('month', now() at time zone 'UTC'), 'summary', ${planted('model used')}, 1)`)
  await db.execute(sql`
    insert into provider_health (kind, last_error_at, last_error) values ('chat', now(), ${planted('outcome')})`)
  await db.execute(sql`
    insert into audit_log (actor_id, actor_email, action, subject, details, address)
    values (${userId}, ${planted('actor')}, 'plan.change', ${planted('subject')},
            ${JSON.stringify({ [planted('detail')]: planted('value') })}, ${planted('address')})`)
  await db.execute(sql`
    insert into model_pulls (model_id, status, host, file, problem)
    values ('whisper-base', 'running', ${planted('host')}, ${planted('pulled file')}, null),
           ('whisper-small', 'failed', null, null, ${planted('problem')})`)
  return webhook
}

async function plantConversation({ db }: TestWeb, userId: string, recordingId: string): Promise<string> {
  const { rows } = await db.execute<{ id: string; turn: string; segment: number }>(sql`
    with conversation as (insert into conversations (user_id) values (${userId}) returning id),
         turn as (
           insert into conversation_turns (conversation_id, position, question, status, method, model, answer, outcome)
           select id, 0, ${planted('question')}, 'done', 'llm', ${planted('answering model')}, ${`${planted('answer')} [1]`}, 'found'
             from conversation returning id)
    select c.id, t.id as turn, (select min(id)::int from segments where recording_id = ${recordingId}) as segment
      from conversation c, turn t`)
  const { id, turn, segment } = rows[0]!
  await db.execute(sql`
    insert into turn_citations (turn_id, number, recording_id, segment_ids, start_ms, end_ms, quote)
    values (${turn}, 1, ${recordingId}, ${JSON.stringify([segment])}, 0, 2000, ${planted('quote')})`)
  return id
}
