import { createHmac, timingSafeEqual } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { limits } from '#domain/limits/limits'
import { isObjectKey } from '#domain/storage/object-key'
import type { ObjectStore, StoredObject } from '#domain/storage/object-store'
import { keepFor } from '#domain/telemetry/keep-for.server'

/** Nothing under it is a recording's: the comparison of storage and database leaves it alone. */
const PREFIX = 'pages/'
const SEAL_BYTES = 32

export interface AssetShelfOptions {
  store: ObjectStore
  /** The installation's own: only what some copy of it has put there is given to browsers. */
  secret: string
  /** Where this version's hashed files are. */
  dir: string
}

/**
 * The hashed files of all versions that lately ran, in the storage that all copies share. While a new version comes, a page of one
 * version may ask a copy of another for its files, and pages that are open from before ask for them for days.
 */
export interface AssetShelf {
  /** Puts this version's files there, and again before their time is over; takes those away whose time is. */
  fill(nowMs?: number): Promise<void>
  /** A file of any version; null where nobody has put it there, or somebody else has. */
  find(name: string): Promise<Buffer | null>
}

export function makeAssetShelf({ store, secret, dir }: AssetShelfOptions): AssetShelf {
  const look = async () => {
    const found = new Map<string, StoredObject>()
    for await (const object of store.list(PREFIX)) found.set(object.key.slice(PREFIX.length), object)
    return found
  }
  // Anybody may ask for any name, and a look at a store of objects costs.
  const lookNowAndThen = keepFor(limits.assetLookMs, look)
  const seal = (name: string, content: Uint8Array) =>
    createHmac('sha256', secret).update(`page file\0${name}\0`).update(content).digest()

  async function put(name: string): Promise<void> {
    const content = await readFile(path.join(dir, name))
    await store.put(PREFIX + name, (async function* () {
      yield Buffer.concat([seal(name, content), content])
    })())
  }

  return {
    async fill(nowMs = Date.now()) {
      const [own, found] = await Promise.all([readdir(dir), look()])
      const ageOf = (name: string) => nowMs - (found.get(name)?.modifiedAt.getTime() ?? -Infinity)
      const due = own.filter((name) => ageOf(name) > limits.assetKeepMs / 2)
      const putNext = async () => {
        for (let name = due.shift(); name !== undefined; name = due.shift()) await put(name)
      }
      await Promise.all(Array.from({ length: limits.assetsAtOnceMax }, putNext))
      for (const name of found.keys()) {
        if (!own.includes(name) && ageOf(name) > limits.assetKeepMs) await store.delete(PREFIX + name)
      }
    },
    async find(name) {
      if (!isObjectKey(PREFIX + name)) return null
      const known = (await lookNowAndThen()).get(name)
      if (!known || known.bytes > limits.assetBytesMax) return null
      const parts: Uint8Array[] = []
      for await (const part of await store.read(PREFIX + name)) parts.push(part)
      const whole = Buffer.concat(parts)
      const content = whole.subarray(SEAL_BYTES)
      const isOurs = whole.length >= SEAL_BYTES && timingSafeEqual(whole.subarray(0, SEAL_BYTES), seal(name, content))
      return isOurs ? content : null
    },
  }
}

export interface Tending {
  logger: Logger
  /** Ends it. */
  signal: AbortSignal
  /** How long the first time is waited for. Default limits.assetWaitMs. */
  waitMs?: number
}

/**
 * Fills the shelf, and sees to it from time to time; resolves after the first time, also where storage is away, and after
 * `waitMs` at the latest: on a slow one that goes on meanwhile.
 */
export async function tendAssetShelf(shelf: AssetShelf, { logger, signal, waitMs = limits.assetWaitMs }: Tending): Promise<void> {
  const fill = () => shelf.fill().catch((error: unknown) => {
    if (!signal.aborted) logger.warn({ err: error }, 'The files of the pages could not be put into storage for copies of other versions.')
  })
  const filled = new AbortController()
  const first = fill().finally(() => filled.abort())
  void (async () => {
    await first
    while (await sleep(limits.assetTendMs, true, { signal, ref: false }).catch(() => false)) await fill()
  })()
  const isLate = await sleep(waitMs, true, { signal: AbortSignal.any([signal, filled.signal]) }).catch(() => false)
  if (isLate) logger.warn('Storage is slow to take the files of the pages: until it has them, other copies may miss some.')
}
