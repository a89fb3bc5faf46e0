import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '#db/client.server'
import { verifyLogin } from '#domain/accounts/verify-login.server'
import { sourceFromObjectStore } from '#domain/audio/object-source.server'
import { probeMedia } from '#domain/audio/probe-media.server'
import { listSnapshots, objectsDir } from '#domain/backup/backup-folder.server'
import { parseConfig } from '#domain/config/config.server'
import { claimStore } from '#domain/jobs/claim-store.server'
import { makeServices } from '#domain/services/make-services.server'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording } from '#tests/db/test-accounts'
import { inChunks } from '#tests/support/chunks'
import { connect } from '#tests/worker/rows'
import { allRows, contentOf, keysOf } from './place'
import { audio, oddTitle, signal, useInstallation } from './use-installation'

const house = useInstallation()

describe('a backup', () => {
  it('restores into an empty place to the very same rows and objects, and Steno works on it', async () => {
    const to = path.join(house.dir, 'first')
    const { manifest, copied } = await house.backUp(to)
    expect([copied, manifest.objects.count, manifest.objects.missing.length]).toEqual([2, 2, 1])
    const before = await allRows(house.test.url)

    const target = house.place('target')
    const url = await house.bareDatabase()
    await house.restore(to, target, url)
    const after = await allRows(url)
    // A plan that its operator had done away with is sown anew by the migrations, as at every start.
    after.plans = after.plans!.filter((row) => !row.includes('"ENTERPRISE"'))
    expect(after).toEqual(before)
    expect(Object.keys(after).length).toBeGreaterThan(30)
    const store = await target.store()
    expect(await keysOf(store)).toEqual(await keysOf(await house.source.store()))

    const database = openDatabase({ url, name: 'restored-test' })
    const { db } = database
    await claimStore({ db, store, adopt: null })
    await verifyLogin(db, { email: 'ann@example.org', password: 'correct horse battery', address: '::1', device: null })
    const { rows: [row] } = await db.execute<{ key: string; title: string; user_id: string }>(
      sql`select object_key as key, title, user_id from recordings where id = ${house.recordingId}`)
    expect(row!.title).toBe(oddTitle)
    expect(await contentOf(store, row!.key)).toEqual(audio)
    expect((await probeMedia(await sourceFromObjectStore(store, row!.key), { signal })).durationMs).toBe(1500)
    // Triggers and sequences are there again: something new can be made.
    const next = await addRecording(db, row!.user_id, { title: 'New', segments: [{ startMs: 0, endMs: 5, text: 'Hi.' }] })
    expect(next).not.toBe(house.recordingId)
    await expect(db.execute(sql`delete from audit_log`)).rejects.toMatchObject({ cause: { code: 'SN004' } })

    const services = await makeServices({
      config: parseConfig({ STENO_DATA_DIR: target.dataDir }), db, metrics: makeMetrics('test', { defaults: false }), logger: pino({ level: 'silent' }),
    })
    for (let rounds = 0; rounds < 5 && (await services.search.tend(signal)).hasMore; rounds += 1);
    const found = await services.search.find({ userId: row!.user_id, text: 'harvest festival' })
    expect(found.passages[0]).toMatchObject({ recordingId: house.recordingId })
    await services.close()
    await database.close()
  })

  it('copies what it has no more, and lets old snapshots go with what only they needed', async () => {
    const to = path.join(house.dir, 'second')
    expect((await house.backUp(to)).copied).toBe(2)
    const store = await house.source.store()
    const { test, userId } = house
    const extra = await addRecording(test.db, userId, { title: 'Extra' })
    await store.put(`recordings/${userId}/${extra}/original`, inChunks(audio))
    expect((await house.backUp(to)).copied).toBe(1)
    await test.db.execute(sql`delete from recordings where id = ${extra}`)
    expect((await house.backUp(to, { keep: 1 })).copied).toBe(0)
    const [only, ...more] = await listSnapshots(to)
    expect(more).toEqual([])
    expect(only!.manifest.objects.count).toBe(2)
    const kept = await openObjectStore({ kind: 'file', dir: objectsDir(to) }, house.source.masterKeysFile, () => {})
    expect(await keysOf(kept)).toHaveLength(2)
    // Nothing of what people said lies there for all to read.
    expect((await readdir(objectsDir(to))).sort()).toEqual(['key-check', 'objects', 'unfinished'])
    await store.delete(`recordings/${userId}/${extra}/original`)
  })

  it('has nothing of what was not to be stored, and is whole without it', async () => {
    const store = await house.source.store()
    const { test, userId } = house
    const before = await allRows(house.test.url)
    const brief = await addRecording(test.db, userId, { title: 'Brief', segments: [{ startMs: 0, endMs: 9, text: 'Unstored words.' }] })
    await store.put(`recordings/${userId}/${brief}/original`, inChunks(audio))
    const { rows: [live] } = await test.db.execute<{ id: string }>(sql`select recording_id as id from sp_start_live(${userId}, 'en', null, 'Spoken', 4)`)
    const piece = `recordings/${userId}/${live!.id}/live/0`
    await test.db.execute(sql`insert into live_pieces values (${live!.id}, 0, ${piece}, 0, 16)`)
    await store.put(piece, inChunks(Buffer.alloc(32, 1)))
    await test.db.execute(sql`insert into recording_windows values (${brief}, 0, 0, 9, 144, '[{"text":"Unstored words."}]')`)
    // Rows that depend on it by way of others.
    await test.db.execute(sql`insert into conversations (user_id, recording_id) values (${userId}, ${brief})`)
    await test.db.execute(sql`insert into conversation_turns (conversation_id, position, question, status)
      select id, 0, 'What of the unstored?', 'done' from conversations where recording_id = ${brief}`)
    await test.db.execute(sql`update recordings set forget_at = now() + interval '1 hour' where id = ${brief}`)
    await test.db.execute(sql`update recordings set keep_none = true where id = ${live!.id}`)
    const to = path.join(house.dir, 'unstored')
    const { manifest } = await house.backUp(to)
    expect(manifest.objects.count).toBe(2)
    const url = await house.bareDatabase()
    await house.restore(to, house.place('without'), url)
    const after = await allRows(url)
    expect(JSON.stringify(after)).not.toMatch(/unstored|Brief|Spoken/i)
    for (const table of ['recordings', 'live_sessions', 'live_pieces', 'segments', 'recording_windows', 'recording_steps', 'conversation_turns', 'user_stats']) {
      expect(after[table], table).toEqual(before[table])
    }
    await test.db.execute(sql`delete from recordings where id in (${brief}, ${live!.id})`)
    await store.delete(`recordings/${userId}/${brief}/original`)
    await store.delete(piece)
  })

  it('is taken by one at a time', async () => {
    const holder = await connect(house.test.url)
    await holder.query(`select pg_advisory_lock(hashtext('steno:backup'))`)
    await expect(house.backUp(path.join(house.dir, 'third'))).rejects.toMatchObject({ code: 'conflict' })
    await holder.end()
  })
})
