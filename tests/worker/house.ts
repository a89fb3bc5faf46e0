import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { parseConfig } from '#domain/config/config.server'
import { ensureSecrets } from '#domain/config/secrets.server'
import { makeFileStore } from '#domain/storage/file-store.server'
import { loadOrCreateMasterKeys } from '#domain/storage/master-key.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { bytesOf } from './audio'
import { connect, makeQueued, makeUser, one, originalKey } from './rows'
import { startWorkerProcess, type WorkerProcess } from './worker-process'

export interface StoredTranscript {
  idx: number
  start_ms: string
  end_ms: string
  text: string
  words: unknown
  confidence: number | null
}

/** A row of `recordings` as node-postgres reads it: what tests look at. */
export interface RecordingRow {
  id: string
  user_id: string
  status: string
  duration_ms: string | null
  fence: string
  setbacks: number
  object_key: string
  playback_key: string | null
  playback_type: string | null
  error_code: string | null
  error_message: string | null
  detected_language: string | null
  started_at: Date | null
  /** The database's clock at the moment of reading. */
  seen_at: Date
}

/** A database, a folder of objects, and the worker processes that share them. */
export class House {
  readonly workers: WorkerProcess[] = []

  private constructor(
    readonly databaseUrl: string,
    readonly dataDir: string,
    readonly store: ObjectStore,
    private readonly storageEnv: Record<string, string>,
    private connection: pg.Client,
  ) {}

  /** `storage`: where audio is kept, if not in a folder, and what tells the workers. */
  static async open(databaseUrl: string, storage?: { store: ObjectStore; env: Record<string, string> }): Promise<House> {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-house-'))
    const config = parseConfig({ STENO_DATA_DIR: dataDir })
    const { masterKeysFile } = await ensureSecrets(config)
    const masterKeys = await loadOrCreateMasterKeys(masterKeysFile)
    const store = storage?.store ?? makeFileStore({ dir: path.join(dataDir, 'objects'), masterKeys })
    return new House(databaseUrl, dataDir, store, storage?.env ?? {}, await connect(databaseUrl))
  }

  get client(): pg.Client {
    return this.connection
  }

  /** Connects anew, after the database was away. */
  async reconnect(): Promise<void> {
    await this.connection.end().catch(() => undefined)
    this.connection = await connect(this.databaseUrl)
  }

  async startWorker(env: Record<string, string> = {}): Promise<WorkerProcess> {
    const worker = await startWorkerProcess(this.databaseUrl, this.dataDir, { ...this.storageEnv, ...env })
    this.workers.push(worker)
    return worker
  }

  /** Stops every worker and asserts that none of their processes is left. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()))
    await this.client.end()
    await rm(this.dataDir, { recursive: true, force: true })
    const left = (await Promise.all(this.workers.map((worker) => worker.processesLeft()))).flat()
    if (left.length > 0) throw new Error(`Processes were left behind: ${left.join(', ')}`)
  }

  /** A file as an upload leaves it: stored, its row in the queue. */
  upload(file: string, userId?: string): Promise<string> {
    return this.uploadStream(bytesOf(file), userId)
  }

  async uploadStream(body: AsyncIterable<Uint8Array>, userId?: string): Promise<string> {
    const owner = userId ?? (await makeUser(this.client))
    return makeQueued(this.client, owner, 0, async (recordingId) => {
      await this.store.put(originalKey(owner, recordingId), body)
    })
  }

  async row(id: string): Promise<RecordingRow> {
    return one(this.client, 'select *, clock_timestamp() as seen_at from recordings where id = $1', [id])
  }

  /** Waits until the row is so; throws when the recording has failed meanwhile. */
  async until(id: string, isSo: (row: RecordingRow) => boolean, everyMs = 20): Promise<RecordingRow> {
    for (;;) {
      const row = await this.row(id)
      if (isSo(row)) return row
      if (row.status === 'failed') throw new Error(`${row.error_code}: ${row.error_message}`)
      await sleep(everyMs)
    }
  }

  async untilCheckpoints(id: string, count: number): Promise<void> {
    for (;;) {
      const { rows } = await this.client.query<{ n: number }>(
        'select count(*)::int as n from recording_windows where recording_id = $1', [id])
      if (rows[0]!.n >= count) return
      const { status } = await this.row(id)
      if (status === 'done' || status === 'failed') throw new Error(`The recording was ${status} before ${count} checkpoints.`)
      await sleep(10)
    }
  }

  async transcript(id: string): Promise<StoredTranscript[]> {
    const { rows } = await this.client.query<StoredTranscript>(
      'select idx, start_ms, end_ms, text, words, confidence from segments where recording_id = $1 order by idx', [id])
    return rows
  }

  async usage(userId: string): Promise<{ count: number; usedMs: number }> {
    const { rows } = await this.client.query<{ count: number; ms: number }>(
      'select usage_count as count, used_ms::int as ms from user_subscriptions where user_id = $1', [userId])
    return { count: rows[0]!.count, usedMs: rows[0]!.ms }
  }
}
