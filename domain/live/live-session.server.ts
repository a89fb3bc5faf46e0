import { eq, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { liveSessions } from '#db/schema/live-sessions'
import { recordings } from '#db/schema/recordings'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { makeQuotaError, type QuotaReason } from '../quota/quota-error.server'
import { requireRecording } from '../recordings/get-recording.server'
import { tracedMeta } from '../telemetry/tracing.server'
import type { EndReason } from './protocol'

export interface LiveWish {
  userId: string
  /** BCP 47, or `auto`. */
  language: string
  /** Id in the catalogue; null leaves the choice to Steno. */
  modelId: string | null
  title: string
  /** BCP 47; null for no translation. */
  translateTo?: string | null
  /** What the client calls what it is about to say; a start sent again with it is answered with the session that there is. */
  take?: string | null
  /** Whether it is deleted when it ends. Default false. */
  keepNone?: boolean
  /** Whether its client can come back to it. Default true. */
  isResumable?: boolean
}

/** A connection's right to write to a session, and what the session holds. Samples are 16 kHz mono. */
export interface AttachedSession {
  sessionId: string
  userId: string
  fence: number
  /** First sequence number that is not stored. */
  nextSeq: number
  /** First number of the take's own counting that is not stored: below `nextSeq` where another take has spoken since. */
  takeSeq: number
  /** Samples stored. */
  samples: number
  /** Everything before this sample is settled as text. */
  cutSample: number
  nextSegmentId: number
  language: string
  modelId: string | null
  title: string
  /** BCP 47; null for no translation. */
  translateTo: string | null
  isShared: boolean
  /** It is deleted when it ends. */
  keepNone: boolean
  /** W3C context of the trace that it began in; null where nothing was traced. */
  traceparent: string | null
}

export interface EndedSession {
  sessionId: string
  endReason: EndReason
}

/**
 * Creates the recording of a new session, attached; or takes over the one that this take began, which may have ended. Throws `live_sessions_max`, or what the quota refuses:
 * `no_subscription`, `recordings_used_up`, `minutes_used_up`.
 */
export async function startLiveSession(db: Db, wish: LiveWish): Promise<AttachedSession | EndedSession> {
  const { rows } = await db.execute<{ id: string | null; reason: QuotaReason | 'live_sessions_max' | null; fence: string | null }>(
    sql`select recording_id as id, reason, fence
          from sp_start_live(${wish.userId}::uuid, ${wish.language}, ${wish.modelId}, ${wish.title},
            ${limits.liveSessionsPerUserMax}, ${wish.take ?? null}::uuid, ${tracedMeta()}::jsonb)`,
  )
  const { id, reason, fence } = rows[0]!
  if (reason === 'live_sessions_max') {
    const message = `At most ${limits.liveSessionsPerUserMax} live sessions at once: end one of them first.`
    throw new AppError('live_sessions_max', message, { params: { limit: limits.liveSessionsPerUserMax } })
  }
  if (reason !== null) throw await makeQuotaError(db, wish.userId, reason)
  if (wish.translateTo) {
    await db.update(liveSessions).set({ translateTo: wish.translateTo }).where(eq(liveSessions.recordingId, id!))
  }
  if (wish.keepNone) await db.update(recordings).set({ keepNone: true }).where(eq(recordings.id, id!))
  if (wish.isResumable === false) await db.update(liveSessions).set({ resumable: false }).where(eq(liveSessions.recordingId, id!))
  const session = fence === null ? null : await readSession(db, id!, Number(fence), { takeSeq: null, isOwners: true })
  if (!session) throw new AppError('internal', 'The session that was just made is gone.')
  return session
}

/**
 * Takes a session over: from now on only this connection may write to it. Null where the user has no such session;
 * what it ended with where it is over, or where its owner has asked from elsewhere to end it.
 */
export async function attachLiveSession(
  db: Db,
  userId: string,
  sessionId: string,
  take: string | null = null,
): Promise<AttachedSession | EndedSession | null> {
  const { rows } = await db.execute<{ fence: string | null; takeSeq: string | null }>(
    sql`select fence, take_seq as "takeSeq" from sp_attach_live(${userId}::uuid, ${sessionId}::uuid, null, ${take}::uuid)`,
  )
  const { fence, takeSeq } = rows[0]!
  return fence === null ? null : readSession(db, sessionId, Number(fence), { takeSeq, isOwners: true })
}

/** Takes over, for the server, a session that still nobody has touched for so long. Null where somebody came back. */
export async function attachAbandonedSession(
  db: Db,
  sessionId: string,
  untouchedMs: number,
): Promise<AttachedSession | EndedSession | null> {
  const { rows } = await db.execute<{ fence: string | null }>(
    sql`select fence from sp_attach_live(null, ${sessionId}::uuid, ${untouchedMs})`,
  )
  return rows[0]?.fence == null ? null : readSession(db, sessionId, Number(rows[0].fence), { takeSeq: null, isOwners: false })
}

/** Says that the connection has gone. */
export async function detachLiveSession(db: Db, session: Pick<AttachedSession, 'sessionId' | 'fence'>): Promise<void> {
  await db.execute(sql`select sp_detach_live(${session.sessionId}::uuid, ${session.fence})`)
}

/** Lets go of sessions into which nothing was ever said and that nobody has touched for so long (SPEC 2.14). Returns how many. */
export async function dropEmptySessions(db: Db, untouchedMs: number): Promise<number> {
  const { rows } = await db.execute<{ dropped: number }>(sql`select sp_drop_empty_live(${untouchedMs}) as dropped`)
  return rows[0]!.dropped
}

/** Ends a session from elsewhere: a live server finishes it from stored audio. Throws `not_found`. */
export async function releaseLiveSession(db: Db, userId: string, sessionId: string): Promise<void> {
  await requireRecording(db, userId, sessionId)
  const { rows } = await db.execute<{ released: boolean }>(
    sql`select sp_release_live(${userId}::uuid, ${sessionId}::uuid) as released`,
  )
  if (!rows[0]?.released) throw new AppError('not_found', 'There is no such live session, or it has ended.')
}

export interface AbandonedSession {
  sessionId: string
  /** Whether its owner ended it from elsewhere, or just never came back. */
  reason: 'stopped' | 'interrupted'
  /** How long nobody must have touched it. */
  untouchedMs: number
}

/**
 * Sessions that no connection has touched for so long, or for `limits.liveForsakenMs` where none can come back, or that were released;
 * the longest forgotten first. While the database has not been up for `graceMs`, nobody is blamed for having been away: it was.
 */
export async function listAbandonedSessions(
  db: Db,
  { abandonMs, graceMs, most }: { abandonMs: number; graceMs: number; most: number },
): Promise<AbandonedSession[]> {
  const forsakenMs = Math.min(abandonMs, limits.liveForsakenMs)
  const { rows } = await db.execute<Omit<AbandonedSession, 'untouchedMs'> & { untouchedMs: string }>(
    sql`select recording_id as "sessionId", case when touched_at = '-infinity' or end_reason is not null then 'stopped' else 'interrupted' end as reason,
               untouched_ms as "untouchedMs"
          from live_sessions
         cross join lateral (select case when resumable then ${abandonMs}::bigint else ${forsakenMs}::bigint end as untouched_ms) own
         where ended_at is null and touched_at < clock_timestamp() - make_interval(secs => untouched_ms / 1000.0)
           and (touched_at = '-infinity'
                or pg_postmaster_start_time() < clock_timestamp() - make_interval(secs => ${graceMs} / 1000.0))
         order by touched_at limit ${most}`,
  )
  return rows.map((row) => ({ ...row, untouchedMs: Number(row.untouchedMs) }))
}

/**
 * The session as the connection with this fence finds it. The fence is the one that it was given: what the row says
 * may by now be that of a newer connection, and two that write with the same one would each take the other's audio for
 * its own. To its owner's connections, one that is asked to end has ended; the server finishes it.
 */
async function readSession(
  db: Db,
  sessionId: string,
  fence: number,
  { takeSeq, isOwners }: { takeSeq: string | null; isOwners: boolean },
): Promise<AttachedSession | EndedSession | null> {
  const [row] = await db
    .select({ recording: recordings, live: liveSessions })
    .from(recordings)
    .innerJoin(liveSessions, eq(liveSessions.recordingId, recordings.id))
    .where(eq(recordings.id, sessionId))
  if (!row) return null
  const { recording, live } = row
  if (recording.status !== 'processing') return { sessionId, endReason: live.endReason ?? 'cancelled' }
  if (isOwners && live.endReason) return { sessionId, endReason: live.endReason }
  return {
    sessionId,
    userId: recording.userId,
    fence,
    nextSeq: live.nextSeq,
    takeSeq: takeSeq === null ? live.nextSeq : Number(takeSeq),
    samples: live.samples,
    cutSample: live.cutSample,
    nextSegmentId: live.nextSegment,
    language: recording.language,
    modelId: recording.modelId,
    title: recording.title,
    translateTo: live.translateTo,
    isShared: live.viewerTokenHash !== null,
    keepNone: recording.keepNone,
    traceparent: typeof recording.meta.traceparent === 'string' ? recording.meta.traceparent : null,
  }
}
