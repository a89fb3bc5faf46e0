import { AVERROR_EIO, AVSEEK_CUR, AVSEEK_END, AVSEEK_SET, AVSEEK_SIZE } from 'node-av/constants'
import { IOContext } from 'node-av/lib'
import { readFromParent } from './channel'

const ID3_HEADER_BYTES = 10
/** Each costs a question to the parent, and a file may hold millions of them. Programs write one, or a second before it. */
const ID3_TAGS_MAX = 8

/**
 * The file as FFmpeg sees it: random access through the parent, beginning after an ID3v2 tag where there is one. Tags
 * hold cover pictures of megabytes, behind which FFmpeg would not look for the audio without trusting the file's name.
 */
export function makeMediaIo(fileBytes: number, readBytesMax: number): { io: IOContext; head: Buffer } {
  const base = audioStart(fileBytes)
  const bytes = fileBytes - base
  const head = readFromParent(base, Math.min(bytes, readBytesMax))
  let position = 0
  const io = new IOContext()
  io.allocContextWithCallbacks(
    readBytesMax,
    0,
    (size) => {
      if (position >= bytes) return null
      const chunk = readFromParent(base + position, Math.min(size, readBytesMax, bytes - position))
      position += chunk.length
      return chunk.length === 0 ? null : chunk
    },
    null,
    (offset, whence) => {
      const origins = new Map<number, number>([[AVSEEK_SET, 0], [AVSEEK_CUR, position], [AVSEEK_END, bytes]])
      if (whence === AVSEEK_SIZE) return BigInt(bytes)
      const origin = origins.get(whence)
      const target = (origin ?? -1) + Number(offset)
      if (origin === undefined || target < 0) return BigInt(AVERROR_EIO)
      position = target
      return BigInt(position)
    },
  )
  return { io, head }
}

function audioStart(fileBytes: number): number {
  let start = 0
  for (let tags = 0; tags < ID3_TAGS_MAX && start + ID3_HEADER_BYTES < fileBytes; tags++) {
    const tagBytes = id3TagBytes(readFromParent(start, ID3_HEADER_BYTES))
    if (tagBytes === 0 || start + tagBytes >= fileBytes) break
    start += tagBytes
  }
  return start
}

/** Length of an ID3v2 tag with its header, whose four size bytes hold seven bits each; 0 where there is none. */
function id3TagBytes(header: Buffer): number {
  if (header.length < ID3_HEADER_BYTES || header.toString('latin1', 0, 3) !== 'ID3') return 0
  const size = header.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0)
  const hasFooter = (header[5]! & 0x10) !== 0
  return ID3_HEADER_BYTES + size + (hasFooter ? ID3_HEADER_BYTES : 0)
}
