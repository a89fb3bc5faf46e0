import { AppError } from '#domain/errors/app-error'
import type { ObjectStore } from '#domain/storage/object-store'
import type { MediaSource } from './media'

/** One request to the store fetches this much, so that reading a file from start to end takes few of them. */
const BLOCK_BYTES = 4 * 1024 * 1024
/** The start of a file (its header), its end (its index) and the place being read are asked for in turns. */
const BLOCKS_MAX = 4

/** A stored object as a media source. Throws `object_not_found`, here or when it disappears later, like the store. */
export async function sourceFromObjectStore(store: ObjectStore, key: string): Promise<MediaSource> {
  const object = await store.stat(key)
  if (!object) throw new AppError('object_not_found', 'The audio of this recording is no longer stored.')
  const { bytes } = object
  const blocks = new Map<number, Promise<Uint8Array>>()

  /** The block from the cache, in which the last used comes last. */
  function block(index: number): Promise<Uint8Array> {
    const start = index * BLOCK_BYTES
    const found = blocks.get(index) ?? readWhole(store, key, start, Math.min(start + BLOCK_BYTES, bytes))
    blocks.delete(index)
    blocks.set(index, found)
    // What failed is asked for again the next time.
    found.catch(() => blocks.delete(index))
    const oldest = blocks.keys().next().value
    if (blocks.size > BLOCKS_MAX && oldest !== undefined) blocks.delete(oldest)
    return found
  }

  return {
    bytes,
    async read(start, end) {
      const parts: Uint8Array[] = []
      for (let at = start; at < Math.min(end, bytes);) {
        const index = Math.floor(at / BLOCK_BYTES)
        const offset = at - index * BLOCK_BYTES
        const part = (await block(index)).subarray(offset, offset + Math.min(end, bytes) - at)
        if (part.length === 0) break
        parts.push(part)
        at += part.length
      }
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    },
  }
}

async function readWhole(store: ObjectStore, key: string, start: number, end: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of await store.read(key, { start, end })) parts.push(part)
  return Buffer.concat(parts)
}
