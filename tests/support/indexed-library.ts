import pino from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { parseConfig } from '#domain/config/config.server'
import { makeServices, type Services } from '#domain/services/make-services.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording } from '#tests/db/test-accounts'
import type { TestServices } from './web-services'

export interface IndexedLibrary {
  /** Adds a recording whose segments, one every five seconds, say these texts, and that search finds. Answers its id. */
  add(userId: string, title: string, texts: string[]): Promise<string>
}

/** Recordings that search finds, for the tests of one file. Comes after the house whose they are. */
export function useIndexedLibrary(house: () => Pick<TestServices, 'db' | 'dataDir'>): IndexedLibrary {
  /** As in the worker: another process, over the same data. */
  let worker: Services
  beforeAll(async () => {
    const { db, dataDir } = house()
    worker = await makeServices({
      config: parseConfig({ STENO_DATA_DIR: dataDir }), db, metrics: makeMetrics('worker', { defaults: false }),
      logger: pino({ level: 'silent' }),
    })
  })
  afterAll(() => worker.close())
  return {
    async add(userId, title, texts) {
      const { db } = house()
      const segments = texts.map((text, at) => ({ startMs: at * 5000, endMs: at * 5000 + 4000, text }))
      const recordingId = await addRecording(db, userId, { title, segments })
      await worker.search.index({ recordingId, userId, commit: (write) => db.transaction(write) })
      return recordingId
    },
  }
}
