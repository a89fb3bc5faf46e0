import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { dutyNames, dutyPeriodMs, type DutyName } from './duty-names'

/** How a duty stands. */
export interface DutyFacts {
  duty: DutyName
  /** By how much it is past the time at which it was to begin again, in milliseconds; 0 while that is still to come. */
  overdueMs: number
  /** Whether its last run failed. */
  failed: boolean
}

/** Where the time stands since when each duty is known: one that never ran is due a period after that, also in an upgrade. */
const knownSinceKey = 'duties_known_since'

/** Notes down duties that this installation has not had before. */
export async function noteDuties(db: Db, now = new Date()): Promise<void> {
  const since = JSON.stringify(Object.fromEntries(dutyNames.map((name) => [name, now.toISOString()])))
  await db.execute(sql`
    insert into installation (key, value) values (${knownSinceKey}, ${since})
    on conflict (key) do update set value = (excluded.value::jsonb || installation.value::jsonb)::text`)
}

/** How every duty that has been noted down stands, by the database's clock. */
export async function listDutyFacts(db: Db): Promise<DutyFacts[]> {
  const { rows } = await db.execute<{ name: string; age_ms: number; succeeded: boolean | null }>(sql`
    select k.key as name, u.succeeded,
           extract(epoch from clock_timestamp() - coalesce(u.started_at, k.value::timestamptz))::float8 * 1000 as age_ms
      from installation i, jsonb_each_text(i.value::jsonb) k left join upkeep_runs u on u.name = k.key
     where i.key = ${knownSinceKey}`)
  return dutyNames.flatMap((duty) => {
    const row = rows.find(({ name }) => name === duty)
    if (!row) return []
    return [{ duty, overdueMs: Math.max(0, row.age_ms - dutyPeriodMs(duty)), failed: row.succeeded === false }]
  })
}
