import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '#db/client.server'
import { livePieceKey, listLivePieces, putLivePiece } from '#domain/live/live-pieces.server'
import { endLiveSession } from '#domain/live/live-writes.server'
import { compareDraft } from '#domain/recordings/compare-draft.server'
import { acceptDraft, beginDraft, discardDraft, findDraft } from '#domain/recordings/drafts.server'
import { begin, speak } from '#tests/db/live-acts'
import { decodeAll } from '#tests/support/decoded-sound'
import { makeTestRandom } from '#tests/support/seed'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { cutSpeech, shortSpeech, type Speech } from './audio'
import { House } from './house'
import { makeUser } from './rows'

const wish = { language: 'en', modelId: null }

describe('after the first transcript', { timeout: 300_000 }, () => {
  let database: TestDatabase
  let open: Database
  let house: House
  let speech: Speech
  beforeAll(async () => {
    database = await makeTestDatabase()
    open = openDatabase({ url: database.url, name: 'test-remains' })
    house = await House.open(database.url)
    speech = await cutSpeech(house.dataDir, 80_000)
    await house.startWorker()
  }, 120_000)
  afterAll(async () => {
    await house.close()
    await open.close()
    await database.drop()
  })

  /** A session that has been spoken, in pieces of two seconds, and ended. */
  async function spoken(samples: Int16Array): Promise<{ id: string; userId: string; keys: string[] }> {
    const { db } = open
    const userId = await makeUser(house.client, 'ENTERPRISE')
    let session = await begin(db, userId, 'Spoken')
    for (let at = 0; at < samples.length; at += 32_000) {
      const piece = samples.subarray(at, at + 32_000)
      await putLivePiece(house.store, livePieceKey(session, session.nextSeq), piece)
      session = await speak(db, session, piece.length / 16)
    }
    const keys = (await listLivePieces(db, session.sessionId)).map(({ key }) => key)
    await endLiveSession(db, session, { reason: 'stopped', modelId: null, language: 'en' })
    return { id: session.sessionId, userId, keys }
  }

  async function soundOf(id: string): Promise<Buffer> {
    const { object_key: key } = await house.row(id)
    const parts: Uint8Array[] = []
    for await (const part of await house.store.read(key)) parts.push(part)
    const { samples } = await decodeAll(Buffer.concat(parts))
    return Buffer.from(Int16Array.from(samples, (sample) => sample * 0x8000).buffer)
  }

  async function untilDraft(id: string, isSo: (status: string, windows: number) => boolean): Promise<void> {
    for (;;) {
      const { rows } = await house.client.query<{ status: string; windows: number; error: string | null }>(
        `
        select status, error_message as error,
               (select count(*)::int from draft_windows w where w.draft_id = d.id) as windows
          from transcript_drafts d where recording_id = $1`,
        [id],
      )
      const draft = rows[0]!
      if (isSo(draft.status, draft.windows)) return
      if (draft.status === 'failed') throw new Error(draft.error ?? 'failed')
      await sleep(20)
    }
  }
  const isDone = (status: string) => status === 'done'
  const draftWords = async (id: string) =>
    (
      await house.client.query<{ segments: { text: string }[] }>(
        'select segments from transcript_drafts where recording_id = $1',
        [id],
      )
    ).rows[0]!.segments.map(({ text }) => text)

  it('joins a session’s audio though the worker is killed again and again, and loses or doubles nothing', async () => {
    const random = makeTestRandom('kills while joining')
    const samples = Int16Array.from({ length: 16_000 * 301 }, () => Math.round((random.next() * 2 - 1) * 20_000))
    const { id, keys } = await spoken(samples)
    let kills = 0
    for (; kills < 4 && (await house.row(id)).object_key === null; kills++) {
      const key = `join-live:${id}`
      for (;;) {
        const { rows } = await house.client.query('select locked_at from graphile_worker.jobs where key = $1', [key])
        if (rows.length === 0 || rows[0].locked_at !== null) break
        await sleep(10)
      }
      await sleep(random.below(2500))
      const worker = house.workers.at(-1)!
      worker.signal('SIGKILL')
      await worker.exited
      await house.startWorker()
    }
    await house.until(id, (row) => row.object_key !== null)
    console.info(`joined after ${kills} kills`)
    expect((await soundOf(id)).equals(Buffer.from(samples.buffer))).toBe(true)
    const { rows } = await house.client.query<{ bytes: string; stored: string; pieces: number }>(
      `
      select r.bytes, s.stored_bytes as stored, (select count(*)::int from live_pieces) as pieces
        from recordings r join user_stats s on s.user_id = r.user_id where r.id = $1`,
      [id],
    )
    expect(rows[0]).toEqual({ bytes: rows[0]!.bytes, stored: rows[0]!.bytes, pieces: 0 })
    while ((await Promise.all(keys.map((key) => house.store.stat(key)))).some(Boolean)) await sleep(50)
  })

  it('transcribes a spoken session again from its joined audio', async () => {
    const sound = await decodeAll(await readFile(shortSpeech.file))
    const { id, userId } = await spoken(Int16Array.from(sound.samples, (sample) => sample * 0x7fff))
    await house.until(id, (row) => row.object_key !== null)
    const before = await house.usage(userId)
    await beginDraft(open.db, userId, id, wish)
    await untilDraft(id, isDone)
    const { print, passages, same } = await compareDraft(open.db, userId, id)
    expect([same, passages.every(({ changes }) => changes.every(({ kind }) => kind === 'added'))]).toEqual([0, true])
    const draft = (await findDraft(open.db, userId, id))!
    await acceptDraft(open.db, userId, id, { draftId: draft.id, print })
    const said = (await house.transcript(id))
      .map(({ text }) => text)
      .join(' ')
      .toLowerCase()
    expect(said).toContain(shortSpeech.says)
    expect(await house.usage(userId)).toEqual(before)
    expect((await house.row(id)).status).toBe('done')
  })

  it('makes the same draft with the same model, killed in the middle, from where it got to', async () => {
    const userId = await makeUser(house.client, 'ENTERPRISE')
    const id = await house.upload(speech.file, userId)
    await house.until(id, (row) => row.status === 'done')
    await beginDraft(open.db, userId, id, wish)
    await untilDraft(id, (_, windows) => windows >= 2)
    const killed = house.workers.at(-1)!
    killed.signal('SIGKILL')
    await killed.exited
    const next = await house.startWorker()
    await untilDraft(id, isDone)
    expect(await draftWords(id)).toEqual((await house.transcript(id)).map(({ text }) => text))
    const resumed = next
      .log()
      .split('\n')
      .filter((line) => line.includes('"msg":"transcribing"'))
      .map((line) => JSON.parse(line))
    expect(resumed.at(-1).resumedMs).toBeGreaterThan(0)
    const comparison = await compareDraft(open.db, userId, id)
    expect(comparison.passages).toEqual([])
  })

  it('lets go at once of a draft that is thrown away', async () => {
    const userId = await makeUser(house.client, 'ENTERPRISE')
    const id = await house.upload(speech.file, userId)
    await house.until(id, (row) => row.status === 'done')
    const transcript = await house.transcript(id)
    await beginDraft(open.db, userId, id, wish)
    await untilDraft(id, (_, windows) => windows >= 1)
    const draft = (await findDraft(open.db, userId, id))!
    await discardDraft(open.db, userId, id, draft.id)
    const log = () => house.workers.at(-1)!.log()
    while (
      !log()
        .split('\n')
        .some((line) => line.includes(draft.id) && line.includes('cancelled, deleted or taken over'))
    ) {
      await sleep(50)
    }
    expect(await house.transcript(id)).toEqual(transcript)
    const { rows } = await open.db.execute(
      sql`select key from graphile_worker.jobs where key = ${`transcribe-draft:${draft.id}`}`,
    )
    expect(rows).toEqual([])
  })
})
