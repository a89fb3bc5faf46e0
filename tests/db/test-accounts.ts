import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'

let made = 0

/** A user on a plan, without the cost of hashing a password. Returns the id. */
export async function addUser(db: Db, plan = 'FREE'): Promise<string> {
  const { rows } = await db.execute<{ id: string }>(
    sql`select sp_register_user(${`user${++made}@example.org`}, 'user', 'no hash', 'User', ${plan}) as id`,
  )
  return rows[0]!.id
}

export interface RecordingToAdd {
  title?: string
  durationMs?: number
  /** How far to take it. Default `done`. */
  until?: 'uploading' | 'queued' | 'processing' | 'done' | 'failed'
  segments?: { startMs: number; endMs: number; text: string; words?: unknown }[]
}

/** Takes a recording through the functions of the database, as uploads and workers do. Returns its id. */
export async function addRecording(db: Db, userId: string, options: RecordingToAdd = {}): Promise<string> {
  const { title = 'A talk', durationMs = 60_000, until = 'done', segments = [] } = options
  const created = await db.execute<{ id: string | null; reason: string | null }>(
    sql`select recording_id as id, reason from sp_check_quota_and_create_recording(${userId}, 'upload', 'en')`,
  )
  const id = created.rows[0]?.id
  if (!id) throw new Error(`no recording: ${created.rows[0]?.reason}`)
  await db.execute(sql`
    update recordings set title = ${title}, bytes = 1000, total_ms = ${durationMs},
           object_key = ${`recordings/${userId}/${id}/original`} where id = ${id}`)
  if (until === 'uploading') return id
  await db.execute(sql`select sp_reserve_minutes(${id}, ${durationMs})`)
  await db.execute(sql`update recordings set status = 'queued' where id = ${id}`)
  if (until === 'queued') return id
  const fence = await claim(db, id)
  if (until === 'processing') return id
  if (until === 'failed')
    await db.execute(sql`select sp_fail_recording(${id}, ${fence}, 'recognizer_failed', 'It failed.')`)
  else await db.execute(sql`select sp_complete_recording(${id}, ${durationMs}, ${JSON.stringify(segments)}, ${fence})`)
  return id
}

/** Claims a recording for a pool of its own that is alive; null where it cannot be had. */
export async function claim(db: Db, recordingId: string): Promise<number | null> {
  const { rows } = await db.execute<{ fence: string | null }>(sql`
    with pool as (insert into worker_pools (id, host, pid) values (gen_random_uuid(), 'test', 1) returning id)
    select sp_claim_recording(${recordingId}, id, 2500) as fence from pool`)
  const fence = rows[0]?.fence
  return fence == null ? null : Number(fence)
}
