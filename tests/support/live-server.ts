import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { openDatabase, type Db } from '#db/client.server'
import { limits } from '#domain/limits/limits'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { catalogue } from '#domain/models/catalogue'
import { chooseModel } from '#domain/models/choose-model'
import type { ObjectStore } from '#domain/storage/object-store'
import { makeTranslator } from '#domain/translation/make-translator.server'
import type { Translator } from '#domain/translation/translator'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { exposeDatabase } from '#domain/telemetry/expose-database.server'
import { makeHealthAnswers } from '#domain/telemetry/health-routes.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { builtinModel } from '#tests/speech/live-models'
import { exposeLoad, makeLiveMetrics } from '../../server/live-metrics'
import { makeLiveServer, type LiveServer, type LiveServerOptions } from '../../server/make-live-server'
import { makeLiveRecognizer } from '../../server/recognizer/live-pool'
import type { LiveRecognizer } from '../../server/recognizer/live-recognizer'
import { liveSecret } from './live-secret'
import { makeTestDatabase } from './test-database'

type LiveTiming = Pick<
  LiveServerOptions, 'abandonMs' | 'touchMs' | 'returnMs' | 'startMs' | 'emptyMs' | 'viewersMax' | 'viewerLanguages' | 'silence' | 'credentialCheckMs'
>

export interface LiveHouse {
  db: Db
  databaseUrl: string
  store: ObjectStore
  /** What was logged at `error` or above. */
  errors: string[]
  /** Starts a copy of the live server on a port of its own. */
  startServer(timing?: LiveTiming): Promise<LiveServer>
  close(): Promise<void>
}

export interface LiveHouseOptions {
  /** Looked for in this order; default the built-in model. */
  models?: InstalledModel[]
  publicUrl?: string
  apiOrigins?: string[]
  /** Recognizer threads; more of them keep a busy machine's admission out of tests that are not about it. Default 1. */
  threads?: number
  /** In place of the recognizer with its models, where a test is about what one may say, and when. */
  recognizer?: LiveRecognizer
  /** Default: one that nothing was configured for. */
  translator?: Translator
  reach?: (databaseUrl: string) => Promise<string>
  /** Where audio is kept, if not in a folder of its own. */
  objects?: ObjectStore
  /** How long a statement waits for a connection, in ms. Default: limits.databaseWaitMsMax. */
  databaseWaitMs?: number
  /** A database and a folder that are there already, as those of a web server. */
  beside?: { databaseUrl: string; dataDir: string }
}

/** Database, storage, recognition on one thread, and as many live servers as a test starts: all of it real. */
export async function openLiveHouse(options: LiveHouseOptions = {}): Promise<LiveHouse> {
  const made = options.beside ? null : await makeTestDatabase()
  const dir = options.beside?.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'steno-live-')))
  const ownUrl = options.beside?.databaseUrl ?? made!.url
  const databaseUrl = options.reach ? await options.reach(ownUrl) : ownUrl
  const database = openDatabase({
    url: databaseUrl, name: 'live-test', waitMsMax: options.databaseWaitMs ?? limits.databaseWaitMsMax,
  })
  const objects = options.objects ?? await openObjectStore(
    { kind: 'file', dir: path.join(dir, 'objects') }, path.join(dir, 'secrets/master-keys'), () => {},
  )
  const errors: string[] = []
  const logger = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  const models = options.models ?? [await builtinModel()]
  const recognizer =
    options.recognizer ??
    makeLiveRecognizer({ provider: 'cpu', vadModelPath: requireSileroVad(), threads: options.threads ?? 1 })
  const servers: LiveServer[] = []

  return {
    db: database.db,
    databaseUrl,
    store: objects,
    errors,
    async startServer(timing = {}) {
      const metrics = makeMetrics('live', { defaults: false })
      exposeLoad(metrics, () => recognizer.load)
      exposeDatabase(metrics, database.pool)
      const server = await makeLiveServer({
        host: '127.0.0.1',
        port: 0,
        publicUrl: options.publicUrl ?? 'http://localhost:3000',
        apiOrigins: options.apiOrigins ?? [],
        secret: liveSecret,
        trustProxy: 1,
        databaseUrl,
        db: database.db,
        objects,
        recognizer,
        chooseModel: async (wish) => {
          // The real one looks through folders, and more audio comes meanwhile.
          await sleep(20)
          const { model, language } = chooseModel({ ...wish, isLive: true }, models, catalogue)
          return { model, language }
        },
        translator: options.translator ?? makeTranslator(null),
        health: makeHealthAnswers({
          metrics, checks: { database: () => database.db.execute(sql`select 1`), storage: () => objects.check() },
        }),
        metrics: makeLiveMetrics(metrics),
        logger,
        ...timing,
      })
      servers.push(server)
      return server
    },
    async close() {
      for (const server of servers) await server.close()
      await recognizer.close()
      await database.close()
      await made?.drop()
      if (!options.beside) await rm(dir, { recursive: true, force: true })
    },
  }
}
