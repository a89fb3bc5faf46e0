import type { Arrivals } from './arrivals'

export interface StoredObject {
  key: string
  /** Length of the plain content in bytes, whatever the store does to it at rest. */
  bytes: number
  modifiedAt: Date
}

export interface PutOptions {
  contentType?: string
  /** Aborting leaves nothing behind under the key. */
  signal?: AbortSignal
  /** More than this fails with `upload_too_large` and leaves nothing behind. */
  bytesMax?: number
}

/** Half-open range of plain bytes: `start` is included, `end` is not. */
export interface ByteRange {
  start: number
  end: number
}

/**
 * Where audio is kept. Keys are slash-separated names of `[A-Za-z0-9._-]`, without `.` or `..` parts; anything else is
 * refused. An object becomes visible only when it is whole. Errors: `object_not_found`, `object_corrupt`,
 * `storage_full`, `storage_unavailable`, `upload_too_large`.
 */
export interface ObjectStore {
  readonly kind: 'file' | 's3'
  /** Objects that come in parts, from outside. */
  readonly arrivals: Arrivals
  /** Streams the body in; resolves when it is durable. Replaces what stood under the key. */
  put(key: string, body: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<{ bytes: number; sha256: string }>
  /** Streams the plain content, or a range of it; a range past the end is cut at the end. */
  read(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array>>
  /** Null where nothing is stored under the key. */
  stat(key: string): Promise<StoredObject | null>
  /** Deleting what is not there is no error. */
  delete(key: string): Promise<void>
  /** Every object whose key starts with the prefix, in no promised order. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** Rejects when the store cannot be written to now; `/readyz` asks. */
  check(): Promise<void>
  /**
   * Removes what uploads that died have left behind and nobody can see, when nothing was added to it for so long;
   * answers how many. Give it more than an upload may take.
   */
  sweepLeftovers(olderThanMs: number): Promise<number>
}
