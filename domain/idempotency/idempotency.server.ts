import { and, eq, isNull, lt, sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'
import { idempotencyKeys } from '#db/schema/idempotency-keys'
import { limits } from '../limits/limits'
import { makeSeal, type Seal } from './seal.server'
import { deleteInBatches } from '../upkeep/delete-in-batches.server'

/** A request that its client has named, so that sending it again does not do it again. */
export interface NamedRequest {
  /** Whose names they are: the same name of another is another request. */
  owner: string
  /** Null for a guest. */
  userId: string | null
  /** As the client calls it. */
  name: string
}

export interface StoredAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** The right to carry a request out. Exactly one of `finish` and `release` ends it. */
export interface Held {
  seal: Seal
  /** Keeps the answer for whoever asks the same again. */
  finish(fingerprint: string, answer: StoredAnswer): Promise<void>
  /** Nothing came of it, or nothing that lasts: the same request may be carried out again. */
  release(): Promise<void>
}

export type Claim =
  | { state: 'held'; held: Held }
  /** It is being carried out. */
  | { state: 'running' }
  | { state: 'done'; seal: Seal; fingerprint: string; answer: StoredAnswer }

/** Who may carry a request out: the first, and another where nothing is heard of the first any more. */
export async function claimRequest(db: Db, secret: string, { owner, userId, name }: NamedRequest): Promise<Claim> {
  const seal = makeSeal(secret, owner, name)
  const keepSeconds = limits.idempotencyKeepMs / 1000
  const { rows } = await db.execute<{ fence: number }>(sql`
    insert into idempotency_keys as k (key_hash, user_id, fence, expires_at)
    values (${seal.keyHash}, ${userId}, 1, now() + make_interval(secs => ${keepSeconds}))
    on conflict (key_hash) do update
       set fence = k.fence + 1, touched_at = now(), expires_at = excluded.expires_at,
           fingerprint = null, status = null, answer = null
     where k.expires_at <= now()
        or (k.status is null and k.touched_at < now() - make_interval(secs => ${limits.idempotencyDeadMs} / 1000.0))
    returning fence`)
  const fence = rows[0]?.fence
  if (fence !== undefined) return { state: 'held', held: hold(db, seal, fence) }
  const [row] = await db.select().from(idempotencyKeys).where(eq(idempotencyKeys.keyHash, seal.keyHash))
  // Gone since: it has just been let go, and will be free at the next attempt.
  if (!row || row.status === null || row.answer === null || row.fingerprint === null) return { state: 'running' }
  const { headers, body } = JSON.parse(seal.open(row.answer).toString()) as Omit<StoredAnswer, 'status'>
  return { state: 'done', seal, fingerprint: row.fingerprint, answer: { status: row.status, headers, body } }
}

function hold(db: Db, seal: Seal, fence: number): Held {
  const { keyHash, fence: held, status: outcome } = idempotencyKeys
  const own = and(eq(keyHash, seal.keyHash), eq(held, fence), isNull(outcome))
  const touch = () => db.update(idempotencyKeys).set({ touchedAt: sql`now()` }).where(own)
  // A beat that is missed is made up for by the next one.
  const beat = setInterval(() => void touch().catch(() => undefined), limits.idempotencyBeatMs)
  beat.unref()
  return {
    seal,
    async finish(fingerprint, { status, ...answer }) {
      clearInterval(beat)
      await db.update(idempotencyKeys)
        .set({ fingerprint, status, answer: seal.seal(Buffer.from(JSON.stringify(answer))) }).where(own)
    },
    async release() {
      clearInterval(beat)
      await db.delete(idempotencyKeys).where(own)
    },
  }
}

/** For the housekeeping job. Returns how many answers were past their time. */
export function deleteExpiredIdempotencyKeys(db: Db): Promise<number> {
  return deleteInBatches(db, idempotencyKeys, lt(idempotencyKeys.expiresAt, sql`now()`))
}
