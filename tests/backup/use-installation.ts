import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll } from 'vitest'
import { registerUser } from '#domain/accounts/register-user.server'
import { requireSnapshot } from '#domain/backup/backup-folder.server'
import { makeBackup, type BackupOptions } from '#domain/backup/make-backup.server'
import { placeSecrets } from '#domain/backup/place-secrets.server'
import { restoreBackup } from '#domain/backup/restore-backup.server'
import { claimStore } from '#domain/jobs/claim-store.server'
import { addRecording } from '#tests/db/test-accounts'
import { useDatabase, type UsedDatabase } from '#tests/db/use-database'
import { inChunks } from '#tests/support/chunks'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { connect } from '#tests/worker/rows'
import { Place } from './place'

export const passphrase = 'a phrase of the tests'
export const audio = wavFile(tone({ hz: 440, ms: 1500 }))
export const oddTitle = 'A “talk”\u2028 with\ttabs, \\ back\\slashes, {"a":null} and \u{1F399}\nlines'
export const signal = new AbortController().signal

/** An installation with a little of everything, to be backed up; two objects of it are in its storage, a third is lost. */
export interface UsedInstallation {
  readonly test: UsedDatabase
  /** A temporary folder, for everything. */
  readonly dir: string
  readonly source: Place
  readonly userId: string
  /** Of the recording whose audio is `audio`. */
  readonly recordingId: string
  /** An empty one, in a folder of this name. */
  place(name: string): Place
  /** A database that holds nothing at all. */
  bareDatabase(): Promise<string>
  backUp(to: string, options?: Partial<BackupOptions>): ReturnType<typeof makeBackup>
  /** Restores the newest snapshot. */
  restore(from: string, target: Place, databaseUrl: string): Promise<void>
}

export function useInstallation(): UsedInstallation {
  const test = useDatabase()
  const made: TestDatabase[] = []
  let dir: string
  let source: Place
  let userId: string
  let recordingId: string

  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'steno-backup-'))
    source = new Place(path.join(dir, 'source'))
    const store = await source.store()
    await claimStore({ db: test.db, store, adopt: null })
    userId = (await registerUser(test.db, { email: 'ann@example.org', userName: 'Ann', password: 'correct horse battery' })).userId
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

  return {
    test,
    get dir() { return dir },
    get source() { return source },
    get userId() { return userId },
    get recordingId() { return recordingId },
    place: (name) => new Place(path.join(dir, name)),
    async bareDatabase() {
      const database = await makeTestDatabase()
      made.push(database)
      const client = await connect(database.url)
      await client.query('drop schema public cascade; create schema public; drop schema drizzle cascade; drop schema graphile_worker cascade')
      await client.end()
      return database.url
    },
    backUp: async (to, options = {}) => makeBackup({
      databaseUrl: test.url, store: await source.store(), masterKeysFile: source.masterKeysFile, sessionSecret: 'x'.repeat(40),
      to, passphrase, keep: 7, signal, say: () => {}, ...options,
    }),
    async restore(from, target, databaseUrl) {
      const snapshot = await requireSnapshot(from, null)
      await placeSecrets(snapshot, target.dataDir, passphrase)
      const store = await target.store()
      await restoreBackup({ snapshot, from, databaseUrl, store, masterKeysFile: target.masterKeysFile, signal, say: () => {} })
    },
  }
}
