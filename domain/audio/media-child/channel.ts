import { readSync, writeSync } from 'node:fs'
import type { MediaMessage } from '../media-messages'
import { OUTPUT_FD, READ_ANSWER_HEADER_BYTES, READ_REQUEST_BYTES, READS_FD } from '../media-wire'

const STDOUT_FD = 1

/** Sends one JSON line to the parent. */
export function report(message: MediaMessage): void {
  writeAll(STDOUT_FD, Buffer.from(`${JSON.stringify(message)}\n`))
}

/** Writes decoded or encoded audio; blocks while the parent has no use for more, which is the back-pressure. */
export function writeOutput(bytes: Uint8Array): void {
  writeAll(OUTPUT_FD, bytes)
}

/**
 * Asks the parent for a range of the file and waits for it. The child has no other way to any file.
 * Empty at the end of the file. Ends the process when the parent is gone.
 */
export function readFromParent(offset: number, length: number): Buffer {
  const request = Buffer.alloc(READ_REQUEST_BYTES)
  request.writeDoubleLE(offset, 0)
  request.writeUInt32LE(length, 8)
  writeAll(READS_FD, request)
  return readExactly(readExactly(READ_ANSWER_HEADER_BYTES).readUInt32LE(0))
}

function readExactly(length: number): Buffer {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const count = readSome(buffer, filled)
    if (count === 0) endNow()
    filled += count
  }
  return buffer
}

/** A parent that died with a request unread resets the pipe. FFmpeg waits for this read: an error thrown here may hang both. */
function readSome(buffer: Buffer, from: number): number {
  try {
    return readSync(READS_FD, buffer, from, buffer.length - from, null)
  } catch {
    endNow()
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(fd, bytes, written)
  } catch {
    // The parent closed its end: nobody is left to hear a reason.
    endNow()
  }
}

/** Ends this process at once. A normal exit would wait for FFmpeg's threads, which may be the ones that hang. */
export function endNow(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('unreachable')
}
