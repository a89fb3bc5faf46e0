import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { openDatabase, type Db } from '#db/client.server'
import { LIVE_PROTOCOL, TICKET_PREFIX } from '#domain/live/protocol'
import { signLiveTicket } from '#domain/live/ticket.server'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { startHouseProcess } from '#tests/support/house-process'
import type { SpeakerOptions } from './speaker'

export type Door = Pick<SpeakerOptions, 'url' | 'protocols' | 'hello'>

/** A server under measurement. */
export interface MeasuredServer {
  pid: number
  /** What a speaker needs to be let in; each is a user of its own where the server knows users. */
  door(): Promise<Door>
  /** The type of message that tells how much audio has been recognised. */
  heardType: string
  /** Whether its process has come to an end. */
  hasEnded(): boolean
  stop(): Promise<void>
}

const SECRET = 'a secret of the benchmark, and of nothing else'

/** What a measurement wants beside the usual: variables of the server, and wishes of its speakers. */
export interface StenoWishes {
  env?: Record<string, string>
  start?: { translateTo?: string }
}

/** server/main.ts as `npm start` runs it, with database, storage and admission, and the model as the only one for live English. */
export async function startSteno(
  model: InstalledModel, databaseUrl: string, { env = {}, start = {} }: StenoWishes = {},
): Promise<MeasuredServer> {
  const database = openDatabase({ url: databaseUrl, name: 'bench' })
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-live-'))
  const folder = path.join(dir, 'models', model.entry.id)
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'model.json'), JSON.stringify(model.entry))
  for (const [name, file] of Object.entries(model.paths)) await symlink(file, path.join(folder, name))
  const live = await startHouseProcess({
    file: 'server/main.ts', portVariable: 'STENO_LIVE_PORT', databaseUrl, dataDir: dir,
    env: {
      STENO_SECRET: SECRET, STENO_MODELS_DIR: path.join(dir, 'models'), STENO_TRUST_PROXY: '1', STENO_LOG_LEVEL: 'warn', ...env,
    },
  })
  let hasEnded = false
  void live.exited.then(() => (hasEnded = true))
  return {
    pid: live.pid,
    hasEnded: () => hasEnded,
    heardType: 'lag',
    async door() {
      const ticket = signLiveTicket({ purpose: 'live', userId: await addSpeaker(database.db) }, SECRET)
      return {
        url: `ws://127.0.0.1:${live.port}/ws/s2t`,
        protocols: [LIVE_PROTOCOL, `${TICKET_PREFIX}${ticket}`],
        hello: { message: { type: 'start', language: 'en', model: model.entry.id, ...start }, readyType: 'ready' },
      }
    },
    async stop() {
      await live.stop()
      await database.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The common design: see common-server.ts. */
export async function startCommon(model: InstalledModel): Promise<MeasuredServer> {
  const entry = fileURLToPath(new URL('./common-server.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', entry], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, COMMON_SERVER: JSON.stringify({ model, vadModelPath: requireSileroVad() }) },
  })
  const [line] = await once(child.stdout, 'data')
  const { port } = JSON.parse(String(line)) as { port: number }
  return {
    pid: child.pid!,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    heardType: 'heard',
    door: async () => ({ url: `ws://127.0.0.1:${port}`, protocols: [] }),
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** Someone with a plan without limits, and without the cost of hashing a password. */
async function addSpeaker(db: Db): Promise<string> {
  const { rows } = await db.execute<{ id: string }>(
    sql`select sp_register_user(${`${randomUUID()}@example.org`}, 'speaker', 'no hash', 'Speaker', 'ENTERPRISE') as id`,
  )
  return rows[0]!.id
}
