import { FrameCutter } from '#domain/live/client/frame-cutter'
import { openSound, SoundError, stopStream, type SoundTrouble, type SoundWish } from './open-sound'
import { Resampler } from '#domain/audio/resampler'

const WORKLET = '/live-capture.js'
/** A sound card that gives nothing for so long has been taken away, or sleeps. */
const SILENT_MS = 4_000
const FLUSH_MS = 500

export interface CaptureOptions {
  onFrame(frame: Int16Array): void
  /** The sound has stopped, and does not come back by itself. */
  onTrouble(trouble: SoundTrouble): void
}

/** What is heard, as frames of 16 kHz. It can be paused, and change its source while it runs. */
export class Capture {
  readonly #context: AudioContext
  readonly #node: AudioWorkletNode
  readonly #resampler: Resampler
  readonly #cutter = new FrameCutter()
  readonly #options: CaptureOptions
  #streams: MediaStream[] = []
  #sources: MediaStreamAudioSourceNode[] = []
  #isPaused = false
  #heardAt = performance.now()
  #watch: ReturnType<typeof setInterval>
  #onFlushed: () => void = () => {}

  /** Opens the sound and begins at once. Throws SoundError. */
  static async start(wish: SoundWish, options: CaptureOptions): Promise<Capture> {
    const streams = await openSound(wish)
    const context = new AudioContext({ latencyHint: 'interactive' })
    try {
      await context.audioWorklet.addModule(WORKLET)
      await context.resume()
      return new Capture(context, streams, options)
    } catch (error) {
      streams.forEach(stopStream)
      await context.close()
      throw new SoundError('failed', error)
    }
  }

  private constructor(context: AudioContext, streams: MediaStream[], options: CaptureOptions) {
    this.#context = context
    this.#options = options
    this.#resampler = new Resampler(context.sampleRate)
    this.#node = new AudioWorkletNode(context, 'live-capture', { numberOfOutputs: 0 })
    this.#node.port.onmessage = ({ data }: MessageEvent<Float32Array | 'flushed'>) => {
      if (data === 'flushed') this.#onFlushed()
      else this.#hear(data)
    }
    this.#connect(streams)
    this.#watch = setInterval(() => this.#look(), 1_000)
  }

  /** Takes the sound from elsewhere. Throws SoundError, and goes on with what it had. */
  async change(wish: SoundWish): Promise<void> {
    const streams = await openSound(wish)
    this.#disconnect()
    this.#connect(streams)
    await this.wake()
  }

  /** Resolves when all that was heard until now has been given as frames. */
  async pause(): Promise<void> {
    await this.#flush()
    this.#isPaused = true
    for (const track of this.#tracks()) track.enabled = false
  }

  async resume(): Promise<void> {
    this.#isPaused = false
    this.#heardAt = performance.now()
    for (const track of this.#tracks()) track.enabled = true
    await this.wake()
  }

  /** Phones put the sound to sleep when they are locked. */
  async wake(): Promise<void> {
    const { state } = this.#context
    if (state !== 'running' && state !== 'closed') await this.#context.resume().catch(() => {})
  }

  /** Lets the sound go; resolves when all that was heard has been given as frames. */
  async stop(): Promise<void> {
    if (this.#context.state === 'closed') return
    clearInterval(this.#watch)
    if (!this.#isPaused) await this.#flush()
    this.#isPaused = true
    this.#disconnect()
    await this.#context.close()
  }

  #hear(samples: Float32Array): void {
    this.#heardAt = performance.now()
    if (this.#isPaused) return
    for (const frame of this.#cutter.add(this.#resampler.process(samples))) this.#options.onFrame(frame)
  }

  async #flush(): Promise<void> {
    if (this.#context.state === 'running') {
      await new Promise<void>((resolve) => {
        this.#onFlushed = resolve
        this.#node.port.postMessage('flush')
        setTimeout(resolve, FLUSH_MS)
      })
    }
    const rest = this.#cutter.flush()
    if (rest) this.#options.onFrame(rest)
  }

  #connect(streams: MediaStream[]): void {
    this.#streams = streams
    this.#heardAt = performance.now()
    this.#sources = streams.map((stream) => this.#context.createMediaStreamSource(stream))
    for (const source of this.#sources) source.connect(this.#node)
    for (const track of this.#tracks()) {
      track.enabled = !this.#isPaused
      track.addEventListener('ended', () => this.#options.onTrouble('unplugged'), { once: true })
    }
  }

  #disconnect(): void {
    for (const source of this.#sources) source.disconnect()
    // What we stop ourselves tells no `ended`.
    this.#streams.forEach(stopStream)
    this.#sources = []
  }

  #tracks(): MediaStreamTrack[] {
    return this.#streams.flatMap((stream) => stream.getAudioTracks())
  }

  #look(): void {
    if (this.#isPaused || performance.now() - this.#heardAt < SILENT_MS) return
    this.#heardAt = performance.now()
    void this.wake()
    this.#options.onTrouble('stopped')
  }
}
