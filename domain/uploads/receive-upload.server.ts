import { AppError } from '../errors/app-error'
import type { ObjectStore } from '../storage/object-store'
import { untrustedBody } from './untrusted-body.server'

export interface ReceiveOptions {
  store: ObjectStore
  key: string
  /** A Node stream, or any other source of bytes. */
  body: AsyncIterable<Uint8Array>
  bytesMax: number
  /** The longest wait for the next bytes, in ms. */
  stallMs: number
  signal?: AbortSignal
}

/**
 * Streams an upload into the store. Throws `upload_stalled`, `upload_incomplete` (the connection broke), `media_empty`,
 * `upload_too_large`, a storage error, or the signal's reason; then nothing new stands under the key.
 */
export async function receiveUpload(options: ReceiveOptions): Promise<{ bytes: number; sha256: string }> {
  const { store, key, body, bytesMax, stallMs, signal } = options
  return store.put(key, notEmpty(untrustedBody(body, { stallMs, signal })), { bytesMax, signal })
}

/** Fails at the end rather than after it, so that the store never gets to show an empty object. */
async function* notEmpty(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    yield chunk
  }
  if (bytes === 0) throw new AppError('media_empty', 'The file is empty: choose one with sound in it.')
}
