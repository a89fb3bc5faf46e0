import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { openDatabase, type Db } from '#db/client.server'
import { probeMedia } from '#domain/audio/probe-media.server'
import { parseConfig, type S3Config } from '#domain/config/config.server'
import { limits } from '#domain/limits/limits'
import { findModels } from '#domain/models/find-models.server'
import { makeServices } from '#domain/services/make-services.server'
import { measureDisk } from '#domain/storage/measure-disk.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { openObjectStore } from '#domain/storage/open-object-store.server'
import { exposeDatabase } from '#domain/telemetry/expose-database.server'
import { makeMetrics, type Metrics } from '#domain/telemetry/metrics.server'
import type { Translator } from '#domain/translation/translator'
import { startRecordingEvents } from '../../app/http/recording-events'
import type { Patience } from '../../app/http/patience'
import type { Services, WebConfig } from '../../app/web/services'
import { repositoryRoot } from './built-app'
import { makeTestDatabase } from './test-database'

export interface TestServices {
  databaseUrl: string
  /** The data folder, laid out as the other processes expect it. */
  dataDir: string
  db: Db
  store: ObjectStore
  /** What the server logged at `error` or above; a test that expects none checks that it is empty. */
  errors: string[]
  /** The one of its services. */
  translator: Translator
  services: Services
  metrics: Metrics
  /** Ends them, with the server that uses them. */
  stop(closeServer: () => Promise<void>): Promise<void>
}

export interface TestWebOptions {
  /** Says by which address the database is reached, such as that of a line that can be cut. */
  reach?: (databaseUrl: string) => Promise<string>
  /** Variables that say what understands transcripts, such as OPENAI_BASE_URL. */
  env?: Record<string, string>
  /** Where audio is kept, if not in a folder of its own. */
  storage?: S3Config | ObjectStore
  /** How long a statement waits for a connection, in ms. Default: limits.databaseWaitMsMax. */
  databaseWaitMs?: number
  /** How long it waits for slow clients, where that is not as the limits say. */
  patience?: Partial<Patience>
}

/** What the web process is made of, with a database and a folder of its own. */
export async function makeTestServices(
  config: Partial<WebConfig> = {}, { reach, env = {}, storage, databaseWaitMs = limits.databaseWaitMsMax }: TestWebOptions = {},
): Promise<TestServices> {
  const database = await makeTestDatabase()
  const databaseUrl = reach ? await reach(database.url) : database.url
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-web-'))
  const { db, pool, close: closeDatabase } = openDatabase({ url: databaseUrl, name: 'web-test', waitMsMax: databaseWaitMs })
  const store = storage && 'put' in storage ? storage : await openObjectStore(
    storage ?? { kind: 'file', dir: path.join(dir, 'objects') }, path.join(dir, 'secrets/master-keys'), () => {},
  )
  const errors: string[] = []
  const logger = pino({ level: 'error' }, { write: (line: string) => void errors.push(line) })
  const events = startRecordingEvents({ databaseUrl, logger })
  const metrics = makeMetrics('web', { defaults: false })
  exposeDatabase(metrics, pool)
  const stopping = new AbortController()
  const understanding = await makeServices({ config: parseConfig({ STENO_DATA_DIR: dir, ...env }), db, metrics, logger })
  // Its port is known only when it listens; whoever needs the origin before asks through this object.
  const webConfig: WebConfig = {
    publicUrl: 'http://localhost', liveUrl: 'ws://localhost:3001', trustProxy: 0, registrationOpen: true,
    planChoice: 'users', apiOrigins: [], currency: 'USD', development: false, secrets: ['a secret of the tests'], ...config,
  }
  return {
    databaseUrl,
    dataDir: dir,
    db,
    store,
    errors,
    translator: understanding.translator,
    metrics,
    services: {
      config: webConfig, db, store, events, logger, stopping: stopping.signal, probeMedia, understanding,
      sampleFile: path.join(repositoryRoot, 'public/sample/steno-sample.mp3'),
      measureDisk: () => measureDisk(dir),
      findModels: () => findModels({ dirs: [], cacheDir: path.join(dir, 'cache') }),
    },
    async stop(closeServer) {
      stopping.abort()
      await events.close()
      await closeServer()
      await understanding.close()
      await closeDatabase()
      await database.drop()
      await rm(dir, { recursive: true })
    },
  }
}
