import { AVERROR_EAGAIN, AVERROR_EOF, AV_SAMPLE_FMT_FLTP, FF_ENCODER_LIBMP3LAME } from 'node-av/constants'
import { avChannelLayoutDefault, Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib'

/** Sample rate of the playback copy in Hz: at its bit rate, an encoder would drop the pitches above anyway. */
export const PLAYBACK_RATE = 24_000
const BITS_PER_SECOND = 64_000n
const MONO = avChannelLayoutDefault(1)
/** LAME begins with this much silence. Leaving out as much of the sound keeps the copy on the time of its source. */
const ENCODER_DELAY_SAMPLES = 1105

/**
 * MP3 at a constant bit rate, whose packets in a row are a file that every browser plays and seeks to the right second
 * without an index, so it can be written in one pass.
 */
export class Mp3Encoder {
  readonly #encoder = new CodecContext()
  readonly #packet = new Packet()
  readonly #block: Float32Array
  #filled = 0
  #skip = ENCODER_DELAY_SAMPLES
  #samples = 0n

  constructor() {
    const codec = Codec.findEncoderByName(FF_ENCODER_LIBMP3LAME)
    if (!codec) throw new Error('This build of FFmpeg has no MP3 encoder')
    const encoder = this.#encoder
    encoder.allocContext3(codec)
    encoder.sampleRate = PLAYBACK_RATE
    encoder.sampleFormat = AV_SAMPLE_FMT_FLTP
    encoder.channelLayout = MONO
    encoder.bitRate = BITS_PER_SECOND
    encoder.timeBase = new Rational(1, PLAYBACK_RATE)
    // The bit reservoir would make a packet need its predecessors, and a seek begin with a gap.
    encoder.setOption('reservoir', 0)
    const opened = encoder.open2Sync(codec)
    if (opened < 0) throw new Error(`The MP3 encoder does not open: ${opened}`)
    this.#packet.alloc()
    this.#block = new Float32Array(encoder.frameSize)
  }

  /** Encoded bytes that the samples complete. */
  *push(samples: Float32Array): Generator<Uint8Array> {
    const skipped = Math.min(this.#skip, samples.length)
    this.#skip -= skipped
    for (let at = skipped; at < samples.length;) {
      const part = samples.subarray(at, at + this.#block.length - this.#filled)
      this.#block.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled === this.#block.length) yield* this.#encode()
    }
  }

  *finish(): Generator<Uint8Array> {
    if (this.#filled > 0) {
      this.#block.fill(0, this.#filled)
      yield* this.#encode()
    }
    this.#encoder.sendFrameSync(null)
    yield* this.#receive()
  }

  *#encode(): Generator<Uint8Array> {
    const { buffer, byteLength, length } = this.#block
    const frame = Frame.fromAudioBuffer(Buffer.from(buffer, 0, byteLength), {
      nbSamples: length,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate: PLAYBACK_RATE,
      channelLayout: MONO,
      pts: this.#samples,
    })
    this.#samples += BigInt(length)
    this.#filled = 0
    const sent = this.#encoder.sendFrameSync(frame)
    frame.free()
    if (sent < 0) throw new Error(`The MP3 encoder refused samples: ${sent}`)
    yield* this.#receive()
  }

  *#receive(): Generator<Uint8Array> {
    for (;;) {
      const received = this.#encoder.receivePacketSync(this.#packet)
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) return
      if (received < 0) throw new Error(`The MP3 encoder failed: ${received}`)
      if (this.#packet.data) yield this.#packet.data
      this.#packet.unref()
    }
  }
}
