import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { limits } from '../limits/limits'
import type { TranscriptWord } from '../transcripts/transcript'
import type { EndReason } from './protocol'

/** Why a write was refused: a newer connection has the session, it has ended, or it is gone. */
export type LiveRefusal = 'superseded' | 'over' | 'not_found'

/** Who writes: a session and the fence that this connection was given. */
export interface LiveWriter {
  sessionId: string
  fence: number
}

export interface SettledSegment {
  id: number
  startMs: number
  endMs: number
  text: string
  words?: TranscriptWord[]
  confidence?: number
}

export interface LiveAdvance {
  /** Audio that is durable under this key; null where there is none to add. */
  piece: { key: string; samples: number } | null
  /** First sequence number that is not stored then. */
  nextSeq: number
  segments: readonly SettledSegment[]
  /** Everything before this sample is settled. */
  cutSample: number
  nextSegmentId: number
}

/** Stores audio and text of a session and charges for it, all at once. `leftMs` is null where the plan sets no limit. */
export async function advanceLiveSession(
  db: Db,
  writer: LiveWriter,
  advance: LiveAdvance,
): Promise<{ leftMs: number | null } | LiveRefusal> {
  const { rows } = await db.execute<{ outcome: 'ok' | LiveRefusal; leftMs: string | null }>(
    sql`select outcome, left_ms as "leftMs"
          from sp_advance_live(${writer.sessionId}::uuid, ${writer.fence}, ${advance.piece?.key ?? null},
            ${advance.piece?.samples ?? 0}, ${advance.nextSeq}, ${JSON.stringify(advance.segments)}::jsonb,
            ${advance.cutSample}, ${advance.nextSegmentId})`,
  )
  const { outcome, leftMs } = rows[0]!
  return outcome === 'ok' ? { leftMs: leftMs === null ? null : Number(leftMs) } : outcome
}

/**
 * Says that the connections live, and that `holder` (host and port) holds them; answers the writers that have lost their
 * session, and why.
 */
export async function touchLiveSessions(
  db: Db, writers: readonly LiveWriter[], holder: string | null = null,
): Promise<Map<string, LiveRefusal>> {
  if (writers.length === 0) return new Map()
  const { rows } = await db.execute<{ id: string; outcome: LiveRefusal }>(
    sql`select recording_id as id, outcome
          from sp_touch_live(${sql.param(writers.map(({ sessionId }) => sessionId))}::uuid[],
            ${sql.param(writers.map(({ fence }) => fence))}::bigint[], ${holder})`,
  )
  return new Map(rows.map(({ id, outcome }) => [id, outcome]))
}

/** Changes what the session is recognised with, or its title, from the next segment on. */
export async function updateLiveSession(
  db: Db,
  writer: LiveWriter,
  change: { language: string; modelId: string | null; title: string; translateTo?: string | null },
): Promise<boolean> {
  const changed = await db.execute(
    sql`with changed as (
          update recordings set language = ${change.language}, model_id = ${change.modelId}, title = ${change.title}
           where id = ${writer.sessionId}::uuid and fence = ${writer.fence} and status = 'processing' returning id)
        update live_sessions set translate_to = ${change.translateTo ?? null}::text from changed where recording_id = changed.id`,
  )
  return (changed.rowCount ?? 0) > 0
}

export interface LiveEnding {
  reason: EndReason
  /** Catalogue id of the model that wrote last; null where nothing could be recognised. */
  modelId: string | null
  /** BCP 47. */
  language: string | null
}

/** Ends a session, once; `empty` where nothing was said and no recording is left. */
export async function endLiveSession(
  db: Db,
  writer: LiveWriter,
  ending: LiveEnding,
): Promise<'ok' | 'empty' | LiveRefusal> {
  // Where nothing could be recognised, nobody knows that nothing was said.
  const nothingMs = ending.modelId === null ? 0 : limits.liveNothingMsMax
  const { rows } = await db.execute<{ outcome: 'ok' | 'empty' | LiveRefusal }>(
    sql`select sp_end_live(${writer.sessionId}::uuid, ${writer.fence}, ${ending.reason}, ${ending.modelId},
          ${ending.language}, ${nothingMs}::int) as outcome`,
  )
  return rows[0]!.outcome
}
