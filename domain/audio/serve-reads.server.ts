import type { Duplex } from 'node:stream'
import type { MediaSource } from './media'
import { READ_ANSWER_HEADER_BYTES, READ_REQUEST_BYTES } from './media-wire'

/** Answers the media child's requests for ranges of one source until the child hangs up. */
export class ReadServer {
  /** Whether the child waits for an answer now. */
  busy = false
  /** How far into the file the child has come, in bytes. */
  reached = 0
  #request = Buffer.alloc(0)

  /**
   * @param onError told of errors of the source, and of requests outside the agreed bounds: the child is not trusted.
   *   That the child hangs up is no error here; its exit tells more.
   */
  constructor(
    private readonly pipe: Duplex,
    private readonly source: MediaSource,
    private readonly readBytesMax: number,
    onError: (error: unknown) => void,
  ) {
    pipe.on('error', () => {})
    pipe.on('data', (part: Buffer) => this.#receive(part).catch(onError))
  }

  async #receive(part: Buffer): Promise<void> {
    this.#request = Buffer.concat([this.#request, part])
    if (this.busy || this.#request.length > READ_REQUEST_BYTES) throw new Error('The media child asked out of turn')
    if (this.#request.length < READ_REQUEST_BYTES) return
    const offset = this.#request.readDoubleLE(0)
    const length = this.#request.readUInt32LE(8)
    this.#request = Buffer.alloc(0)
    const valid = Number.isSafeInteger(offset) && offset >= 0 && length <= this.readBytesMax
    if (!valid) throw new Error(`The media child asked for ${length} bytes at ${offset}`)
    this.busy = true
    await this.#answer(offset, Math.min(offset + length, this.source.bytes))
    this.busy = false
  }

  async #answer(start: number, end: number): Promise<void> {
    const bytes = start < end ? await this.source.read(start, end) : new Uint8Array(0)
    this.reached = Math.max(this.reached, end)
    const header = Buffer.alloc(READ_ANSWER_HEADER_BYTES)
    header.writeUInt32LE(bytes.length)
    this.pipe.cork()
    this.pipe.write(header)
    // The child asks again as soon as it has the last byte, so the answer must be over before that.
    await new Promise<void>((resolve) => {
      this.pipe.write(bytes, () => resolve())
      this.pipe.uncork()
    })
  }
}
