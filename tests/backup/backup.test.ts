import { spawnSync } from 'node:child_process'
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '#db/client.server'
import { registerUser } from '#domain/accounts/register-user.server'
import { verifyLogin } from '#domain/accounts/verify-login.server'
import { sourceFromObjectStore } from '#domain/audio/object-source.server'
import { probeMedia } from '#domain/audio/probe-media.server'
import { listSnapshots, objectsDir, requireSnapshot, tableFile } from '#domain/backup/backup-folder.server'
import { makeBackup } from '#domain/backup/make-backup.server'
import { placeSecrets } from '#domain/backup/place-secrets.server'
import { restoreBackup } from '#domain/backup/restore-backup.server'
import { listTables } from '#domain/backup/tables.server'
import { parseConfig } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { claimStore } from '#domain/jobs/claim-store.server'
import { makeServices } from '#domain/services/make-services.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { inChunks } from '#tests/support/chunks'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'

const test = useDatabase()
const passphrase = 'a phrase of the tests'
const signal = new AbortController().signal
const audio = wavFile(tone({ hz: 440, ms: 1500 }))
const oddTitle = 'A “talk”\u2028 with\ttabs, \\ back\\slashes, {"a":null} and \u{1F399}\nlines'
let dir: string
let source: Place
let recordingId: string
const made: TestDatabase[] = []

/** A data folder, with keys of its own once they are asked for. */
class Place {
  readonly dataDir: string
  constructor(name: string) {
    this.dataDir = path.join(dir, name)
  }
  get masterKeysFile() {
    return path.join(this.dataDir, 'secrets/master-keys')
  }
  async store(): Promise<ObjectStore> {
    const { masterKeysFile } = await ensureSecrets({ dataDir: this.dataDir, secret: null })
    return openObjectStore({ kind: 'file', dir: path.join(this.dataDir, 'objects') }, masterKeysFile, () => {})
  }
}

async function bareDatabase(): Promise<string> {
  const database = await makeTestDatabase()
  made.push(database)
  await withClient(database.url, (client) =>
    client.query('drop schema public cascade; create schema public; drop schema drizzle cascade; drop schema graphile_worker cascade'))
  return database.url
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' })
  await client.connect()
  return work(client).finally(() => client.end())
}

/** Every row of every table, as text. */
const allRows = (url: string) => withClient(url, async (client) => {
  const found: Record<string, string[]> = {}
  for (const { name, columns } of await listTables(client)) {
    const values = columns.map((column) => `"${column.name}"::text`).join(', ')
    const { rows } = await client.query<{ row: string }>(`select to_json(array[${values}])::text as row from "${name}" order by 1`)
    if (name !== 'installation') found[name] = rows.map(({ row }) => row)
  }
  return found
})

const backUp = async (to: string, keep = 7) => makeBackup({
  databaseUrl: test.url, store: await source.store(), masterKeysFile: source.masterKeysFile, sessionSecret: 'x'.repeat(40),
  to, passphrase, keep, signal, say: () => {},
})

async function restore(from: string, target: Place, databaseUrl: string): Promise<void> {
  const snapshot = await requireSnapshot(from, null)
  await placeSecrets(snapshot, target.dataDir, passphrase)
  const store = await target.store()
  await restoreBackup({ snapshot, from, databaseUrl, store, masterKeysFile: target.masterKeysFile, signal, say: () => {} })
}

async function contentOf(store: ObjectStore, key: string): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of await store.read(key)) parts.push(part)
  return Buffer.concat(parts)
}

async function keysOf(store: ObjectStore): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list('')) keys.push(key)
  return keys.filter((key) => key !== 'installation/id').sort()
}

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'steno-backup-'))
  source = new Place('source')
  const store = await source.store()
  await claimStore({ db: test.db, store, adopt: null })
  const { userId } = await registerUser(test.db, { email: 'ann@example.org', userName: 'Ann', password: 'correct horse battery' })
  recordingId = await addRecording(test.db, userId, {
    title: oddTitle, segments: [{ startMs: 0, endMs: 900, text: 'The harvest festival begins on Sunday.', words: [{ text: 'The', startMs: 0, endMs: 90 }] }],
  })
  await store.put(`recordings/${userId}/${recordingId}/original`, inChunks(audio))
  await addRecording(test.db, userId, { title: 'Its audio is lost' })
  const { rows } = await test.db.execute<{ id: string }>(sql`select recording_id as id from sp_start_live(${userId}, 'en', null, 'Live', 4)`)
  await test.db.execute(sql`insert into live_pieces values (${rows[0]!.id}, 0, ${`recordings/${userId}/${rows[0]!.id}/live/0`}, 0, 16)`)
  await store.put(`recordings/${userId}/${rows[0]!.id}/live/0`, inChunks(Buffer.alloc(32, 1)))
  await test.db.execute(sql`update live_sessions set touched_at = '-infinity'`)
  await test.db.execute(sql`insert into idempotency_keys (key_hash, answer, expires_at) values ('k', '\\x00ff', now())`)
  await test.db.execute(sql`update plans set monthly_minutes = 77 where code = 'BASIC'`)
  await test.db.execute(sql`delete from plans where code = 'ENTERPRISE'`)
  await test.db.execute(sql`
    insert into audit_log (actor_id, actor_email, action, subject, address) values (${userId}, 'ann', 'user.plan', 'bob', '::1')`)
})
afterAll(async () => {
  for (const database of made) await database.drop()
  await rm(dir, { recursive: true, force: true })
})

describe('a backup', () => {
  it('restores into an empty place to the very same rows and objects, and Steno works on it', async () => {
    const to = path.join(dir, 'first')
    const { manifest, copied } = await backUp(to)
    expect([copied, manifest.objects.count, manifest.objects.missing.length]).toEqual([2, 2, 1])
    const before = await allRows(test.url)

    const target = new Place('target')
    const url = await bareDatabase()
    await restore(to, target, url)
    const after = await allRows(url)
    // A plan that its operator had done away with is sown anew by the migrations, as at every start.
    after.plans = after.plans!.filter((row) => !row.includes('"ENTERPRISE"'))
    expect(after).toEqual(before)
    expect(Object.keys(after).length).toBeGreaterThan(30)
    const store = await target.store()
    expect(await keysOf(store)).toEqual(await keysOf(await source.store()))

    const database = openDatabase({ url, name: 'restored-test' })
    const { db } = database
    await claimStore({ db, store, adopt: null })
    await verifyLogin(db, { email: 'ann@example.org', password: 'correct horse battery', address: '::1', device: null })
    const { rows: [row] } = await db.execute<{ key: string; title: string; user_id: string }>(
      sql`select object_key as key, title, user_id from recordings where id = ${recordingId}`)
    expect(row!.title).toBe(oddTitle)
    expect(await contentOf(store, row!.key)).toEqual(audio)
    expect((await probeMedia(await sourceFromObjectStore(store, row!.key), { signal })).durationMs).toBe(1500)
    // Triggers and sequences are there again: something new can be made.
    const next = await addRecording(db, row!.user_id, { title: 'New', segments: [{ startMs: 0, endMs: 5, text: 'Hi.' }] })
    expect(next).not.toBe(recordingId)
    await expect(db.execute(sql`delete from audit_log`)).rejects.toMatchObject({ cause: { code: 'SN004' } })

    const services = await makeServices({
      config: parseConfig({ STENO_DATA_DIR: target.dataDir }), db, metrics: makeMetrics('test', { defaults: false }), logger: pino({ level: 'silent' }),
    })
    for (let rounds = 0; rounds < 5 && (await services.search.tend(signal)).hasMore; rounds += 1);
    const found = await services.search.find({ userId: row!.user_id, text: 'harvest festival' })
    expect(found.passages[0]).toMatchObject({ recordingId })
    await services.close()
    await database.close()
  })

  it('copies what it has no more, and lets old snapshots go with what only they needed', async () => {
    const to = path.join(dir, 'second')
    expect((await backUp(to)).copied).toBe(2)
    const store = await source.store()
    const { rows: [user] } = await test.db.execute<{ id: string }>(sql`select id from users`)
    const extra = await addRecording(test.db, user!.id, { title: 'Extra' })
    await store.put(`recordings/${user!.id}/${extra}/original`, inChunks(audio))
    expect((await backUp(to)).copied).toBe(1)
    await test.db.execute(sql`delete from recordings where id = ${extra}`)
    expect((await backUp(to, 1)).copied).toBe(0)
    const [only, ...more] = await listSnapshots(to)
    expect(more).toEqual([])
    expect(only!.manifest.objects.count).toBe(2)
    const kept = await openObjectStore({ kind: 'file', dir: objectsDir(to) }, source.masterKeysFile, () => {})
    expect(await keysOf(kept)).toHaveLength(2)
    // Nothing of what people said lies there for all to read.
    expect((await readdir(objectsDir(to))).sort()).toEqual(['key-check', 'objects', 'unfinished'])
    await store.delete(`recordings/${user!.id}/${extra}/original`)
  })

  it('has nothing of what was not to be stored, and is whole without it', async () => {
    const store = await source.store()
    const { rows: [user] } = await test.db.execute<{ id: string }>(sql`select id from users`)
    const before = await allRows(test.url)
    const brief = await addRecording(test.db, user!.id, { title: 'Brief', segments: [{ startMs: 0, endMs: 9, text: 'Unstored words.' }] })
    await store.put(`recordings/${user!.id}/${brief}/original`, inChunks(audio))
    const { rows: [live] } = await test.db.execute<{ id: string }>(sql`select recording_id as id from sp_start_live(${user!.id}, 'en', null, 'Spoken', 4)`)
    const piece = `recordings/${user!.id}/${live!.id}/live/0`
    await test.db.execute(sql`insert into live_pieces values (${live!.id}, 0, ${piece}, 0, 16)`)
    await store.put(piece, inChunks(Buffer.alloc(32, 1)))
    await test.db.execute(sql`insert into recording_windows values (${brief}, 0, 0, 9, 144, '[{"text":"Unstored words."}]')`)
    // Rows that depend on it by way of others.
    await test.db.execute(sql`insert into conversations (user_id, recording_id) values (${user!.id}, ${brief})`)
    await test.db.execute(sql`insert into conversation_turns (conversation_id, position, question, status)
      select id, 0, 'What of the unstored?', 'done' from conversations where recording_id = ${brief}`)
    await test.db.execute(sql`update recordings set forget_at = now() + interval '1 hour' where id = ${brief}`)
    await test.db.execute(sql`update recordings set keep_none = true where id = ${live!.id}`)
    const to = path.join(dir, 'unstored')
    const { manifest } = await backUp(to)
    expect(manifest.objects.count).toBe(2)
    const url = await bareDatabase()
    await restore(to, new Place('without'), url)
    const after = await allRows(url)
    expect(JSON.stringify(after)).not.toMatch(/unstored|Brief|Spoken/i)
    for (const table of ['recordings', 'live_sessions', 'live_pieces', 'segments', 'recording_windows', 'recording_steps', 'conversation_turns', 'user_stats']) {
      expect(after[table], table).toEqual(before[table])
    }
    await test.db.execute(sql`delete from recordings where id in (${brief}, ${live!.id})`)
    await store.delete(`recordings/${user!.id}/${brief}/original`)
    await store.delete(piece)
  })

  it('is taken by one at a time', async () => {
    const holder = new pg.Client({ connectionString: test.url, application_name: 'test' })
    await holder.connect()
    await holder.query(`select pg_advisory_lock(hashtext('steno:backup'))`)
    await expect(backUp(path.join(dir, 'third'))).rejects.toMatchObject({ code: 'conflict' })
    await holder.end()
  })
})

describe('a restore refuses', () => {
  let from: string
  let changed: string
  beforeAll(async () => {
    from = path.join(dir, 'good')
    await backUp(from)
  })
  const refused = async (place: string, database: string, backup: string, sentence: RegExp) =>
    expect(restore(backup, new Place(place), database)).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringMatching(sentence) })
  /** A copy of the backup, to be spoilt. */
  const spoil = async (name: string, how: (snapshotDir: string) => Promise<void>) => {
    changed = path.join(dir, name)
    await cp(from, changed, { recursive: true })
    await how((await listSnapshots(changed))[0]!.dir)
    return changed
  }

  it('an installation that holds something, which stays as it is', async () => {
    const before = await allRows(test.url)
    await refused('a', test.url, from, /holds an installation already/)
    expect(await allRows(test.url)).toEqual(before)
    const target = new Place('b')
    await placeSecrets(await requireSnapshot(from, null), target.dataDir, passphrase)
    await (await target.store()).put('recordings/a/b/original', inChunks(Buffer.from('x')))
    await refused('b', await bareDatabase(), from, /storage holds objects already/)
  })

  it('what a newer Steno wrote, and what is damaged, before it touches anything', async () => {
    const url = await bareDatabase()
    const newer = await spoil('newer', async (snapshot) => {
      const file = path.join(snapshot, 'manifest.json')
      const manifest = JSON.parse(await readFile(file, 'utf8')) as { schemaVersion: number }
      await writeFile(file, JSON.stringify({ ...manifest, schemaVersion: manifest.schemaVersion + 1 }))
    })
    await refused('c', url, newer, /newer version of Steno/)
    await refused('c', url, await spoil('damaged', (snapshot) => appendFile(tableFile(snapshot, 'users'), 'x')), /damaged or missing/)
    await refused('c', url, await spoil('cut', (snapshot) => rm(tableFile(snapshot, 'segments'))), /damaged or missing/)
    const tables = await withClient(url, (client) => client.query(`select to_regclass('public.users') as users`))
    expect(tables.rows).toEqual([{ users: null }])
  })

  it('other keys and another passphrase', async () => {
    const other = new Place('d')
    await other.store()
    await refused('d', 'postgres://unused', from, /is there already, and is another one/)
    const snapshot = await requireSnapshot(from, null)
    await expect(placeSecrets(snapshot, path.join(dir, 'e'), 'another phrase of the tests')).rejects.toMatchObject({ code: 'config_invalid' })
    await expect(placeSecrets(snapshot, path.join(dir, 'e'), null)).rejects.toMatchObject({ message: expect.stringContaining('--passphrase-file') })
    const store = await other.store()
    await expect(restoreBackup({
      snapshot, from, databaseUrl: await bareDatabase(), store, masterKeysFile: other.masterKeysFile, signal, say: () => {},
    })).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringContaining('master key') })
  })

  it('a folder without a whole backup', async () => {
    const part = await spoil('part', (snapshot) => rm(path.join(snapshot, 'manifest.json')))
    await expect(requireSnapshot(part, null)).rejects.toMatchObject({ code: 'config_invalid' })
    await expect(requireSnapshot(from, '../x')).rejects.toMatchObject({ code: 'config_invalid' })
  })
})

describe('from the command line', () => {
  const run = (script: string, args: string[], env: Record<string, string>) =>
    spawnSync(process.execPath, ['--import', 'tsx', `cli/${script}.ts`, ...args], {
      env: { ...process.env, DATABASE_URL: '', ...env }, encoding: 'utf8',
    })

  it('a backup goes into an embedded installation, and that into another backup, the same', async () => {
    const phrase = path.join(dir, 'phrase')
    await writeFile(phrase, `${passphrase}\n`)
    const [to, again, dataDir] = ['cli', 'cli-again', 'embedded'].map((name) => path.join(dir, name)) as [string, string, string]
    const first = run('backup', ['--to', to, '--passphrase-file', phrase], { STENO_DATA_DIR: source.dataDir, DATABASE_URL: test.url })
    expect([first.status, first.stdout, first.stderr]).toEqual([0, expect.stringContaining(to), expect.stringContaining('2 objects')])
    const restored = run('restore', ['--from', to, '--passphrase-file', phrase], { STENO_DATA_DIR: dataDir })
    expect([restored.status, restored.stderr]).toEqual([0, expect.stringContaining('objects are restored')])
    const second = run('backup', ['--to', again], { STENO_DATA_DIR: dataDir })
    expect([second.status, second.stderr]).toEqual([0, expect.stringContaining('holds no keys')])
    const rowsOf = async (backup: string) =>
      Object.fromEntries((await requireSnapshot(backup, null)).manifest.tables.map(({ name, rows }) => [name, rows]))
    // Each place has facts of its own about itself.
    const { plans: _, installation: __, ...same } = await rowsOf(again)
    expect(await rowsOf(to)).toMatchObject(same)
    expect(run('restore', ['--from', to, '--passphrase-file', phrase], { STENO_DATA_DIR: dataDir }))
      .toMatchObject({ status: 1, stderr: expect.stringContaining('holds an installation already') })
  })

  it('a wrong line is told what is right', () => {
    expect(run('backup', [], {})).toMatchObject({ status: 2, stderr: expect.stringContaining('--to DIR') })
    expect(run('backup', ['--to', 'x', '--keep', '0'], {})).toMatchObject({ status: 2 })
    expect(run('restore', ['--form', 'x'], {})).toMatchObject({ status: 2 })
    expect(run('restore', ['--from', path.join(dir, 'nothing')], {})).toMatchObject({ status: 1, stderr: expect.stringContaining('no whole backup') })
  })
})
