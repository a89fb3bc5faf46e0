import { asc, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { upkeepRuns } from '#db/schema/upkeep-runs'
import type { DutyName } from './duty-names'

export interface UpkeepRun {
  name: string
  startedAt: Date
  durationMs: number
  succeeded: boolean
  found: Record<string, number>
}

/** What a duty answers. */
export interface DutyDone<T> {
  /** How many of what it found and did. */
  found: Record<string, number>
  /** What it measured besides, which is no work. */
  facts?: Record<string, number>
  result: T
}

/** Does a duty and notes down how that went, also where it fails: then it throws on. */
export async function noteRun<T>(db: Db, name: DutyName, work: () => Promise<DutyDone<T>>): Promise<T> {
  const startedAt = new Date()
  const startedMs = performance.now()
  const note = async (succeeded: boolean, found: Record<string, number>) => {
    const run = { startedAt, durationMs: Math.round(performance.now() - startedMs), succeeded, found }
    await db.insert(upkeepRuns).values({ name, ...run }).onConflictDoUpdate({ target: upkeepRuns.name, set: run })
  }
  let done: DutyDone<T>
  try {
    done = await work()
  } catch (error) {
    // What was counted the last time stays, for the pages that show it.
    await note(false, await lastFound(db, name)).catch(() => undefined)
    throw error
  }
  await note(true, { ...done.facts, ...done.found })
  return done.result
}

async function lastFound(db: Db, name: DutyName): Promise<Record<string, number>> {
  const [row] = await db.select({ found: upkeepRuns.found }).from(upkeepRuns).where(sql`${upkeepRuns.name} = ${name}`)
  return row?.found ?? {}
}

/** The last run of every duty that has been run. */
export function listUpkeepRuns(db: Db): Promise<UpkeepRun[]> {
  return db.select().from(upkeepRuns).orderBy(asc(upkeepRuns.name))
}
