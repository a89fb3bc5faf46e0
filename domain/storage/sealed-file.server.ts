import type { FileHandle } from 'node:fs/promises'
import { AppError } from '../errors/app-error'
import { onDisk, readUpTo, writeAll } from './disk.server'
import type { MasterKeys } from './key-wrap.server'
import { meterBody } from './metered-body.server'
import type { ByteRange, PutOptions } from './object-store'
import { frameBytes, frameCount, openFrame, sealedBytes, sealedFrameBytes, sealFrames } from './sealed-frames.server'
import { headerBytes, makeDataKey, makeHeader, parseHeader, type SealedHeader } from './sealed-header.server'

/** Frames fetched by one read call: fewer round trips, still little memory. */
const framesPerRead = 4

interface Sealing {
  masterKeys: MasterKeys
  /** The key under which the object will be read. */
  key: string
  body: AsyncIterable<Uint8Array>
  options: PutOptions
}

/** Writes frames, then the header, which holds the length, into an empty file and makes them durable. */
export async function writeSealed(
  handle: FileHandle,
  { masterKeys, key, body, options }: Sealing,
): Promise<{ bytes: number; sha256: string }> {
  const dataKey = makeDataKey()
  const metered = meterBody(body, options)
  let position = headerBytes
  for await (const frame of sealFrames(dataKey, metered)) {
    await onDisk(writeAll(handle, frame, position))
    position += frame.length
  }
  const total = metered.total()
  await onDisk(writeAll(handle, makeHeader(masterKeys, key, { dataKey, plainBytes: total.bytes }), 0))
  await onDisk(handle.sync())
  return total
}

/** Reads and authenticates the header, and compares the file's length with it. Throws `object_corrupt`. */
export async function readHeader(handle: FileHandle, masterKeys: MasterKeys, key: string): Promise<SealedHeader> {
  const bytes = await onDisk(readUpTo(handle, 0, headerBytes))
  const { size } = await onDisk(handle.stat())
  return orCorrupt(key, () => {
    const header = parseHeader(masterKeys, key, bytes)
    if (size !== headerBytes + sealedBytes(header.plainBytes)) throw new Error('The file was cut or extended')
    return header
  })
}

/** Decrypts only the frames that the range touches. Throws `object_corrupt` at a frame that is not authentic. */
export async function* readSealed(
  handle: FileHandle,
  { dataKey, plainBytes }: SealedHeader,
  { key, range }: { key: string; range: ByteRange },
): AsyncGenerator<Uint8Array> {
  const end = Math.min(range.end, plainBytes)
  // A whole read of an empty object still opens its one frame; any other empty range has nothing to open.
  if (range.start >= end && plainBytes > 0) return
  const lastOfObject = frameCount(plainBytes) - 1
  const lastOfRange = Math.max(0, Math.ceil(end / frameBytes) - 1)
  let index = Math.floor(Math.min(range.start, end) / frameBytes)
  while (index <= lastOfRange) {
    const count = Math.min(framesPerRead, lastOfRange - index + 1)
    const sealed = await onDisk(readUpTo(handle, headerBytes + index * sealedFrameBytes, count * sealedFrameBytes))
    for (let at = 0; at < sealed.length; at += sealedFrameBytes) {
      const frame = sealed.subarray(at, at + sealedFrameBytes)
      const plain = orCorrupt(key, () => openFrame(dataKey, index, index === lastOfObject, frame))
      const frameStart = index * frameBytes
      const part = plain.subarray(Math.max(0, range.start - frameStart), end - frameStart)
      if (part.length > 0) yield part
      index += 1
    }
    if (sealed.length === 0) throw corrupt(key, new Error('The file was cut while it was read'))
  }
}

function orCorrupt<T>(key: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    throw corrupt(key, cause)
  }
}

function corrupt(key: string, cause: unknown): AppError {
  return new AppError(
    'object_corrupt',
    'The stored file is damaged, or was encrypted with a key that is no longer there: restore it from a backup.',
    { params: { key }, cause },
  )
}
