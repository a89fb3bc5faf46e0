import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { findKeysInUse } from '#domain/jobs/object-use.server'
import { drainObjectDeletions } from '#domain/jobs/object-outbox.server'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { ObjectStore } from '#domain/storage/object-store'
import { advanceBy, begin, speak } from '#tests/db/live-acts'
import { one } from '#tests/db/procedures'
import { addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { decodeAll, onsetMs } from '#tests/support/decoded-sound'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { useStore } from '#tests/support/use-store'
import { joinLivePieces } from './join-live.server'
import { findLiveSession } from './open-sessions.server'
import { listLivePieces, putLivePiece } from './live-pieces.server'
import { endLiveSession } from './live-writes.server'

const test = useDatabase()
const used = useStore()

/** An ended session of so many pieces of 2 s: quiet at first, loud from the middle on. */
async function ended(pieces = 5, title = 'A talk') {
  const userId = await addUser(test.db, 'PREMIUM')
  const random = makeSeededRandom(5)
  const samples = Int16Array.from({ length: pieces * 32_000 }, (_, at) =>
    Math.round((random.next() * 2 - 1) * (at < pieces * 16_000 ? 300 : 30_000)),
  )
  let session = await begin(test.db, userId, title)
  for (let n = 0; n < pieces; n++) {
    const { piece } = advanceBy(session, 2000)
    await putLivePiece(used.store, piece!.key, samples.subarray(n * 32_000, (n + 1) * 32_000))
    session = await speak(test.db, session, 2000, [`text ${n}`])
  }
  await endLiveSession(test.db, session, { reason: 'stopped', modelId: null, language: 'en' })
  const keys = (await listLivePieces(test.db, session.sessionId)).map(({ key }) => key)
  return { id: session.sessionId, userId, samples, keys }
}

const join = (id: string, signal?: AbortSignal, store: ObjectStore = used.store) =>
  joinLivePieces({ db: test.db, store, ...(signal && { signal }) }, id)

const row = (id: string) =>
  one<Record<string, string | number | null>>(
    test.db,
    sql`
  select object_key as "objectKey", media_type as "mediaType", file_name as "fileName", bytes::int, sha256,
         playback_key as "playbackKey", duration_ms::int as "durationMs", (select count(*)::int from live_pieces where recording_id = r.id) as pieces
    from recordings r where id = ${id}`,
  )

async function content(key: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of await used.store.read(key)) parts.push(part)
  return Buffer.concat(parts)
}

/** The store, with something done before the read of the n-th piece. */
function beforePiece(n: number, act: () => unknown): ObjectStore {
  let reads = 0
  return new Proxy(used.store, {
    get: (store, name) => {
      const value: unknown = Reflect.get(store, name)
      if (typeof value !== 'function') return value
      return async (...args: unknown[]) => {
        if (name === 'read' && ++reads === n) await act()
        return (value as (...values: unknown[]) => unknown).apply(store, args)
      }
    },
  })
}

describe('the audio of an ended session', { timeout: 120_000 }, () => {
  it('becomes one file that tells the same, sample for sample, and its pieces go', async () => {
    const { id, userId, samples, keys } = await ended()
    expect(await findKeysInUse(test.db, keys)).toEqual(new Set(keys))
    expect(await join(id)).toBe('joined')
    const joined = await row(id)
    expect(joined).toMatchObject({
      mediaType: 'audio/flac',
      fileName: 'A talk.flac',
      playbackKey: null,
      pieces: 0,
      durationMs: 10_000,
    })
    const file = await content(joined.objectKey as string)
    expect(joined.bytes).toBe(file.length)
    const decoded = await decodeAll(file)
    expect(decoded.facts).toMatchObject({ browserPlayable: true, mimeType: 'audio/flac', durationMs: 10_000 })
    const heard = Int16Array.from(decoded.samples, (sample) => sample * 0x8000)
    expect(Buffer.from(heard.buffer).equals(Buffer.from(samples.buffer))).toBe(true)
    // The sound begins where the segments say it does.
    const third = await one<{ at: number }>(
      test.db,
      sql`
      select start_ms::int + 1000 as at from segments where recording_id = ${id} and idx = 2`,
    )
    expect(Math.abs(onsetMs(decoded.samples)! - third.at)).toBeLessThan(2)
    const stats = await one<{ bytes: number }>(
      test.db,
      sql`select stored_bytes::int as bytes from user_stats where user_id = ${userId}`,
    )
    expect(stats.bytes).toBe(file.length)
    await drainObjectDeletions(test.db, used.store, () => undefined)
    for (const key of keys) expect(await used.store.stat(key)).toBeNull()
    expect(await findKeysInUse(test.db, [...keys, joined.objectKey as string])).toEqual(new Set([joined.objectKey]))
    expect(await join(id)).toBe('skipped')
  })

  it('is joined once by two at once, the slower of which does no harm', async () => {
    const { id, keys } = await ended()
    const late = join(
      id,
      undefined,
      beforePiece(2, async () => {
        expect(await join(id)).toBe('joined')
        await drainObjectDeletions(test.db, used.store, () => undefined)
      }),
    )
    expect(await late).toBe('skipped')
    const joined = await row(id)
    expect((await content(joined.objectKey as string)).length).toBe(joined.bytes)
    expect(keys.length).toBe(5)
    const both = await ended()
    expect((await Promise.all([join(both.id), join(both.id)])).sort()).toEqual(['joined', 'skipped'])
    expect((await content((await row(both.id)).objectKey as string)).length).toBe((await row(both.id)).bytes)
  })

  it('stays in its pieces where the work breaks off, and is joined by the next run', async () => {
    const { id, keys } = await ended()
    const stopping = new AbortController()
    await expect(
      join(
        id,
        stopping.signal,
        beforePiece(3, () => stopping.abort(new Error('stopping'))),
      ),
    ).rejects.toThrow('stopping')
    expect(await row(id)).toMatchObject({ objectKey: null, bytes: null, pieces: 5 })
    for (const key of keys) expect(await used.store.stat(key)).not.toBeNull()
    expect(await join(id)).toBe('joined')
  })

  it('leaves nothing where the recording is deleted meanwhile', async () => {
    const { id, userId } = await ended()
    const remove = () => test.db.execute(sql`delete from recordings where id = ${id}`)
    expect(await join(id, undefined, beforePiece(4, remove))).toBe('lost')
    await drainObjectDeletions(test.db, used.store, () => undefined)
    for await (const object of used.store.list(`recordings/${userId}/`)) throw new Error(`${object.key} is left`)
  })

  it('waits, whole, where a piece is damaged or gone', async () => {
    const { id, keys } = await ended()
    const good = await content(keys[2]!)
    await used.store.put(
      keys[2]!,
      (async function* () {
        yield good.subarray(2)
      })(),
    )
    await expect(join(id)).rejects.toMatchObject({ code: 'object_corrupt' })
    await used.store.delete(keys[2]!)
    await expect(join(id)).rejects.toMatchObject({ code: 'object_not_found' })
    expect(await row(id)).toMatchObject({ objectKey: null, pieces: 5 })
    await used.store.put(
      keys[2]!,
      (async function* () {
        yield good
      })(),
    )
    expect(await join(id)).toBe('joined')
  })

  it('is joined with silence, exactly as long, where pieces are gone for good, and says so', async () => {
    const { id, userId, samples, keys } = await ended()
    await used.store.delete(keys[1]!)
    await used.store.put(keys[3]!, (async function* () {
      yield Buffer.alloc(10)
    })())
    expect(await joinLivePieces({ db: test.db, store: used.store, fills: true }, id)).toBe('joined')
    const decoded = await decodeAll(await content((await row(id)).objectKey as string))
    const heard = Int16Array.from(decoded.samples, (sample) => sample * 0x8000)
    const expected = samples.slice()
    for (const n of [1, 3]) expected.fill(0, n * 32_000, (n + 1) * 32_000)
    expect(Buffer.from(heard.buffer).equals(Buffer.from(expected.buffer))).toBe(true)
    expect(await findLiveSession(test.db, userId, id)).toMatchObject({ lostAudioMs: 4000 })
    const whole = await ended()
    await joinLivePieces({ db: test.db, store: used.store, fills: true }, whole.id)
    expect(await findLiveSession(test.db, whole.userId, whole.id)).toMatchObject({ lostAudioMs: 0 })
  })

  it('waits all the same where most of it is gone, or storage is away', async () => {
    const { id, keys } = await ended()
    for (const key of keys.slice(0, 3)) await used.store.delete(key)
    const fill = (store: ObjectStore) => joinLivePieces({ db: test.db, store, fills: true }, id)
    await expect(fill(used.store)).rejects.toMatchObject({ code: 'object_not_found' })
    expect(await row(id)).toMatchObject({ objectKey: null, pieces: 5 })
    const whole = await ended()
    const away = new Proxy(used.store, {
      get: (store, name) =>
        name === 'read'
          ? (key: string) => (key === whole.keys[4] ? Promise.reject(new AppError('storage_unavailable', 'Away.')) : store.read(key))
          : Reflect.get(store, name).bind(store),
    })
    const waiting = joinLivePieces({ db: test.db, store: away, fills: true }, whole.id)
    await expect(waiting).rejects.toMatchObject({ code: 'storage_unavailable' })
    expect(await row(whole.id)).toMatchObject({ objectKey: null, pieces: 5 })
  })

  it('fills nothing of what a faster run has joined, and leaves nothing beside it', async () => {
    const { id, userId, samples } = await ended()
    const overtaken = beforePiece(2, async () => {
      expect(await join(id)).toBe('joined')
      await drainObjectDeletions(test.db, used.store, () => undefined)
    })
    expect(await joinLivePieces({ db: test.db, store: overtaken, fills: true }, id)).toBe('skipped')
    const decoded = await decodeAll(await content((await row(id)).objectKey as string))
    const heard = Int16Array.from(decoded.samples, (sample) => sample * 0x8000)
    expect(Buffer.from(heard.buffer).equals(Buffer.from(samples.buffer))).toBe(true)
    const left: string[] = []
    for await (const object of used.store.list(`recordings/${userId}/`)) left.push(object.key)
    expect(left).toEqual([(await row(id)).objectKey])
  })

  it('is called by the time where the session has no title', async () => {
    const { id } = await ended(1, '')
    await join(id)
    expect((await row(id)).fileName).toMatch(/^\d{4}-\d\d-\d\d \d\d\.\d\d\.flac$/)
  })

  it('is no orphan while it is spoken; a stray piece is one afterwards', async () => {
    const userId = await addUser(test.db)
    let session = await begin(test.db, userId)
    const stray = `recordings/${userId}/${session.sessionId}/live/1-99`
    expect(await findKeysInUse(test.db, [stray])).toEqual(new Set([stray]))
    const kept = advanceBy(session, 2000).piece!.key
    session = await speak(test.db, session, 2000)
    await endLiveSession(test.db, session, { reason: 'stopped', modelId: null, language: null })
    expect(await findKeysInUse(test.db, [stray, kept])).toEqual(new Set([kept]))
    expect(limits.uploadOrphanMs).toBeGreaterThan(limits.liveAbandonMs)
  })
})
