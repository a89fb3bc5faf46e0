import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { AppError, isAppError } from '#domain/errors/app-error'

export interface DownloadOptions {
  /** What the whole file has, where it is known. */
  bytes: number | null
  signal?: AbortSignal
  onProgress?(doneBytes: number, totalBytes: number | null): void
}

const PARTIAL_CONTENT = 206
const RANGE_NOT_SATISFIABLE = 416

/**
 * Fetches a file. What an earlier attempt left in `<path>.part` is kept and the rest is asked for; the file appears
 * under its path only when it is whole. Throws `storage_full`, `storage_unavailable`, or the reason of an aborted signal.
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<void> {
  if (await sizeOf(path)) return
  const part = `${path}.part`
  try {
    await fetchInto(url, part, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    throw isAppError(error) ? error : toAppError(error, url)
  }
  await rename(part, path)
}

/** SHA-256 of a file, lower-case hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

async function fetchInto(url: string, part: string, { bytes, signal, onProgress }: DownloadOptions): Promise<void> {
  let done = (await sizeOf(part)) ?? 0
  if (bytes !== null && done === bytes) return
  const response = await fetch(url, {
    headers: done > 0 ? { range: `bytes=${done}-` } : {},
    ...(signal ? { signal } : {}),
  })
  if (response.status === RANGE_NOT_SATISFIABLE && bytes === null) {
    await response.body?.cancel()
    return
  }
  if (!response.ok || !response.body) {
    throw new AppError('storage_unavailable', `${new URL(url).host} answered ${response.status}. Try again later.`)
  }
  // A server that does not know ranges sends all of it again.
  const resumes = response.status === PARTIAL_CONTENT
  if (!resumes) done = 0
  const length = Number(response.headers.get('content-length')) || null
  const total = length === null ? bytes : done + length
  async function* counted(body: AsyncIterable<Uint8Array>) {
    for await (const chunk of body) {
      done += chunk.length
      onProgress?.(done, total)
      yield chunk
    }
  }
  // Node's streams can be iterated, which the types of the browsers' do not say.
  const body = response.body as unknown as AsyncIterable<Uint8Array>
  await pipeline(counted(body), createWriteStream(part, { flags: resumes ? 'a' : 'w' }))
  if (total !== null && done !== total) {
    throw new AppError('storage_unavailable', 'The download was cut off. Start it again: it goes on from here.')
  }
}

function toAppError(error: unknown, url: string): AppError {
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
    return new AppError('storage_full', 'The disk is full. Make room and start the download again: it goes on.', {
      cause: error,
    })
  }
  const host = new URL(url).host
  return new AppError('storage_unavailable', `${host} could not be reached, or broke off. Start the download again.`, {
    cause: error,
  })
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  )
}
