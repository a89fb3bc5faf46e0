import { AVSEEK_CUR, AVSEEK_END, AVSEEK_SIZE } from 'node-av/constants'
import { IOContext } from 'node-av/lib'

const BUFFER_BYTES = 64 * 1024

/** A file in memory for FFmpeg: one to read, or one to write, in which a muxer may go back to fill in its header. */
export class GrowingFile {
  #bytes: Buffer
  #length: number
  #position = 0

  constructor(bytes: Buffer = Buffer.alloc(0)) {
    this.#bytes = bytes
    this.#length = bytes.length
  }

  readable(): IOContext {
    const io = new IOContext()
    io.allocContextWithCallbacks(BUFFER_BYTES, 0, (size) => this.#read(size), null, (to, from) => this.#seek(to, from))
    return io
  }

  writable(): IOContext {
    const io = new IOContext()
    io.allocContextWithCallbacks(BUFFER_BYTES, 1, null, (part) => this.#write(part), (to, from) => this.#seek(to, from))
    return io
  }

  content(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length))
  }

  #read(size: number): Buffer | null {
    const part = this.#bytes.subarray(this.#position, Math.min(this.#position + size, this.#length))
    this.#position += part.length
    return part.length === 0 ? null : part
  }

  #write(part: Buffer): number {
    const end = this.#position + part.length
    if (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], Math.max(end, this.#bytes.length * 2))
    part.copy(this.#bytes, this.#position)
    this.#position = end
    this.#length = Math.max(this.#length, end)
    return part.length
  }

  #seek(offset: bigint, whence: number): bigint {
    if (whence === AVSEEK_SIZE) return BigInt(this.#length)
    const origin = whence === AVSEEK_CUR ? this.#position : whence === AVSEEK_END ? this.#length : 0
    this.#position = origin + Number(offset)
    return BigInt(this.#position)
  }
}
