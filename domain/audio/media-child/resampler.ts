import { AV_CHANNEL_ORDER_NATIVE, AV_SAMPLE_FMT_FLTP, type AVSampleFormat } from 'node-av/constants'
import { avChannelLayoutDefault, Frame, type ChannelLayout, SoftwareResampleContext } from 'node-av/lib'
import { MediaFailure } from './failure'

const MONO: ChannelLayout = avChannelLayoutDefault(1)

/** Turns frames of any rate and layout into mono samples at one rate. A stream may change both on its way. */
export class Resampler {
  #context: SoftwareResampleContext | null = null
  #format = -1
  #rateIn = 0
  #channels = 0
  #layout = MONO
  readonly #out = new Frame()

  constructor(readonly rate: number) {
    this.#out.alloc()
  }

  /** Samples that went in and did not come out yet, in output samples. */
  get pending(): number {
    return this.#context ? Number(this.#context.getDelay(BigInt(this.rate))) : 0
  }

  /** Mono samples that are ready; valid until the next call. */
  *push(frame: Frame): Generator<Float32Array> {
    const { format, sampleRate, channels } = frame
    if (!this.#context || format !== this.#format || sampleRate !== this.#rateIn || channels !== this.#channels) {
      yield* this.drain()
      this.#layout = layoutOf(frame)
      this.#context = makeContext(frame, this.#layout, this.rate)
      this.#format = format
      this.#rateIn = sampleRate
      this.#channels = channels
    }
    // Every frame, because a layout that changes under way would be refused.
    frame.channelLayout = this.#layout
    yield* this.#convert(frame)
  }

  /** The rest of what went in; the next frame begins anew. */
  *drain(): Generator<Float32Array> {
    if (this.#context) yield* this.#convert(null)
    this.#context?.free()
    this.#context = null
  }

  *#convert(frame: Frame | null): Generator<Float32Array> {
    const out = this.#out
    out.unref()
    out.format = AV_SAMPLE_FMT_FLTP
    out.sampleRate = this.rate
    out.channelLayout = MONO
    const converted = this.#context!.convertFrame(out, frame)
    if (converted < 0) throw new MediaFailure('media_not_recognised', `resampling failed with ${converted}`)
    const data = out.data?.[0]
    if (data && out.nbSamples > 0) yield new Float32Array(data.buffer, data.byteOffset, out.nbSamples)
  }
}

/** Many files state only how many channels they have; then they are in the usual order for so many. */
function layoutOf(frame: Frame): ChannelLayout {
  const stated = frame.channelLayout
  return stated.order === AV_CHANNEL_ORDER_NATIVE ? stated : avChannelLayoutDefault(frame.channels)
}

function makeContext(frame: Frame, layout: ChannelLayout, rate: number): SoftwareResampleContext {
  const channels = frame.channels
  const context = new SoftwareResampleContext()
  const format = frame.format as AVSampleFormat
  const allocated = context.allocSetOpts2(MONO, AV_SAMPLE_FMT_FLTP, rate, layout, format, frame.sampleRate)
  // Mixing down must not raise the volume: two equal channels make one of the same loudness.
  context.setOption('rematrix_maxval', 1)
  if (layout.order !== AV_CHANNEL_ORDER_NATIVE) context.setMatrix(Array(channels).fill(1 / channels), channels)
  const ready = allocated < 0 ? allocated : context.init()
  if (ready < 0) throw new MediaFailure('media_not_recognised', `cannot mix ${channels} channels: ${ready}`)
  return context
}
