import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { openDatabase, type Database } from '#db/client.server'
import { startOpenAiServer } from '#tests/stand-ins/openai-server'
import { startOtlpReceiver, type OtlpReceiver } from '#tests/stand-ins/otlp-receiver'
import { requireBuiltApp } from '#tests/support/built-app'
import { startHouseProcess, type HouseProcess } from '#tests/support/house-process'
import { liveSecret } from '#tests/support/live-secret'
import { makeTestDatabase } from '#tests/support/test-database'

/** The three processes as they run in production, watched from all sides. */
export interface WatchedHouse {
  web: HouseProcess
  live: HouseProcess
  worker: HouseProcess
  /** Origin of the pages. */
  url: string
  db: Database['db']
  otlp: OtlpReceiver
  /** What a process exports, by its name. */
  metrics(process: 'web' | 'live' | 'worker'): Promise<string>
  /** Everything that the three have logged so far. */
  logs(): string
  close(): Promise<void>
}

export async function startWatchedHouse(): Promise<WatchedHouse> {
  await requireBuiltApp()
  const made = await makeTestDatabase()
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-watched-'))
  const [otlp, openai] = await Promise.all([startOtlpReceiver(), startOpenAiServer()])
  const env = {
    STENO_SECRET: liveSecret, OTEL_EXPORTER_OTLP_ENDPOINT: otlp.url, STENO_WEBHOOKS_PRIVATE: 'true',
    OPENAI_BASE_URL: openai.url, STENO_LLM_MODEL: 'stand-in', STENO_EMBEDDING_MODEL: 'stand-in',
  }
  const common = { databaseUrl: made.url, dataDir, env }
  const worker = await startHouseProcess({ ...common, file: 'worker/main.ts', portVariable: 'STENO_WORKER_PORT' })
  const [web, live] = await Promise.all([
    startHouseProcess({ ...common, file: 'app/main.ts', portVariable: 'STENO_WEB_PORT' }),
    startHouseProcess({ ...common, file: 'server/main.ts', portVariable: 'STENO_LIVE_PORT' }),
  ])
  const processes = { web, live, worker }
  const { db, close } = openDatabase({ url: made.url, name: 'watched-test' })
  return {
    ...processes, db, otlp,
    url: `http://localhost:${web.port}`,
    metrics: async (name) => (await fetch(`http://127.0.0.1:${processes[name].port}/metrics`)).text(),
    logs: () => Object.values(processes).map((one) => one.log()).join(''),
    async close() {
      await Promise.all(Object.values(processes).map((one) => one.stop()))
      await Promise.all([close(), otlp.close(), openai.close()])
      await made.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
