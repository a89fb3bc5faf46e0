import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'

/** Has the webhooks of a recording's owner told of something. */
export async function tell(db: Db, recordingId: string, event: string, eventId: string): Promise<void> {
  await db.execute(sql`select f_tell_webhooks(${recordingId}::uuid, ${event}, ${eventId})`)
}

/** Ends runs of steps well, as the worker does. */
export async function endSteps(db: Db, recordingId: string, steps: readonly (readonly [step: string, key: string])[]): Promise<void> {
  for (const [step, key] of steps) {
    await db.execute(sql`
      insert into recording_steps (recording_id, step, key, status) values (${recordingId}, ${step}, ${key}, 'running')`)
    await db.execute(sql`update recording_steps set status = 'done' where recording_id = ${recordingId} and step = ${step} and key = ${key}`)
  }
}

/** Jobs that are to deliver something to a webhook. */
export async function countDeliveryJobs(db: Db, webhookId: string): Promise<number> {
  const { rows } = await db.execute<{ jobs: number }>(sql`
    select count(*)::int as jobs from graphile_worker.jobs j join webhook_deliveries d on j.key = 'deliver-webhook:' || d.id
     where d.webhook_id = ${webhookId}`)
  return rows[0]!.jobs
}
