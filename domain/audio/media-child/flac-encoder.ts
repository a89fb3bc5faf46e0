import { AVERROR_EAGAIN, AVERROR_EOF, AV_SAMPLE_FMT_S16, FF_ENCODER_FLAC } from 'node-av/constants'
import { avChannelLayoutDefault, Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib'
import { PCM_SAMPLE_RATE } from '../media'

const MONO = avChannelLayoutDefault(1)
const STREAM_INFO_BYTES = 34
/** "fLaC", then the header of a metadata block: the last one, of type 0 (STREAMINFO, RFC 9639 section 8.2). */
const MARKER = Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, STREAM_INFO_BYTES])])
/** In STREAMINFO: the low half of a byte and four more hold the length in samples, before the MD5 of the sound. */
const TOTAL_AT = 13

/**
 * FLAC, mono, 16 bits a sample, written in one pass: the length is known beforehand, and the frames follow the header
 * in a row. Players seek in it by the numbers in its frames.
 */
export class FlacEncoder {
  readonly #encoder = new CodecContext()
  readonly #packet = new Packet()
  readonly #block: Int16Array
  #filled = 0
  #samples = 0

  /** @param totalSamples length of all that will be pushed */
  constructor(private readonly totalSamples: number) {
    const codec = Codec.findEncoderByName(FF_ENCODER_FLAC)
    if (!codec) throw new Error('This build of FFmpeg has no FLAC encoder')
    const encoder = this.#encoder
    encoder.allocContext3(codec)
    encoder.sampleRate = PCM_SAMPLE_RATE
    encoder.sampleFormat = AV_SAMPLE_FMT_S16
    encoder.channelLayout = MONO
    encoder.timeBase = new Rational(1, PCM_SAMPLE_RATE)
    const opened = encoder.open2Sync(codec)
    if (opened < 0) throw new Error(`The FLAC encoder does not open: ${opened}`)
    this.#packet.alloc()
    this.#block = new Int16Array(encoder.frameSize)
  }

  /** The beginning of the file. */
  header(): Uint8Array {
    const info = Buffer.from(this.#encoder.extraData ?? [])
    if (info.length !== STREAM_INFO_BYTES)
      throw new Error(`The FLAC encoder says nothing of its stream: ${info.length}`)
    info[TOTAL_AT] = (info[TOTAL_AT]! & 0xf0) | Math.floor(this.totalSamples / 2 ** 32)
    info.writeUInt32BE(this.totalSamples % 2 ** 32, TOTAL_AT + 1)
    return Buffer.concat([MARKER, info])
  }

  /** Encoded bytes that the samples complete. */
  *push(samples: Float32Array): Generator<Uint8Array> {
    for (const sample of samples) {
      this.#block[this.#filled++] = Math.max(-0x8000, Math.min(0x7fff, Math.round(sample * 0x8000)))
      if (this.#filled === this.#block.length) yield* this.#encode()
    }
  }

  /** The rest. Throws where the length was not as announced. */
  *finish(): Generator<Uint8Array> {
    if (this.#filled > 0) yield* this.#encode()
    this.#encoder.sendFrameSync(null)
    yield* this.#receive()
    if (this.#samples !== this.totalSamples) throw new Error(`${this.#samples} samples instead of ${this.totalSamples}`)
  }

  *#encode(): Generator<Uint8Array> {
    const { buffer } = this.#block
    const frame = Frame.fromAudioBuffer(Buffer.from(buffer, 0, this.#filled * Int16Array.BYTES_PER_ELEMENT), {
      nbSamples: this.#filled,
      format: AV_SAMPLE_FMT_S16,
      sampleRate: PCM_SAMPLE_RATE,
      channelLayout: MONO,
      pts: BigInt(this.#samples),
    })
    this.#samples += this.#filled
    this.#filled = 0
    const sent = this.#encoder.sendFrameSync(frame)
    frame.free()
    if (sent < 0) throw new Error(`The FLAC encoder refused samples: ${sent}`)
    yield* this.#receive()
  }

  *#receive(): Generator<Uint8Array> {
    for (;;) {
      const received = this.#encoder.receivePacketSync(this.#packet)
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) return
      if (received < 0) throw new Error(`The FLAC encoder failed: ${received}`)
      if (this.#packet.data) yield this.#packet.data
      this.#packet.unref()
    }
  }
}
