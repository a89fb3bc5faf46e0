import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'

export interface QueueFacts {
  /** Recordings that wait, with or without a turn. */
  waiting: number
  /** How long the one that has waited longest has, in milliseconds. */
  oldestWaitMs: number
  running: number
  /** Dead letters that nobody has settled. */
  deadLetters: number
  /** Objects that wait for their deletion. */
  objectDeletions: number
  /** What people's recordings take in storage, in bytes, as they sent them. */
  storedBytes: number
}

/** How the queue of the whole installation stands; cheap enough to be asked with every scrape. */
export async function getQueueFacts(db: Db): Promise<QueueFacts> {
  const facts = await db.execute<{ [Key in keyof QueueFacts]: number }>(
    sql`select count(*) filter (where status = 'queued')::int as waiting,
               coalesce(extract(epoch from clock_timestamp() - min(queued_at) filter (where status = 'queued')) * 1000, 0)
                 ::float8 as "oldestWaitMs",
               count(*) filter (where status = 'processing')::int as running,
               (select count(*) from job_failures where settled_at is null)::int as "deadLetters",
               (select count(*) from object_deletions)::int as "objectDeletions",
               (select coalesce(sum(stored_bytes), 0) from user_stats)::float8 as "storedBytes"
          from recordings where status in ('queued', 'processing') and source = 'upload'`,
  )
  return facts.rows[0]!
}
