import { Capture } from '../audio/capture'
import { measureLoudness } from '../audio/loudness'
import { SoundError, type SoundTrouble, type SoundWish } from '../audio/open-sound'
import type { LiveClient } from '#domain/live/client/live-client'
import type { LiveClientOptions } from '#domain/live/client/live-client-options'
import type { LiveState } from '#domain/live/client/live-state'
import { Observed } from '#domain/live/client/observed'
import type { KeptSpan, Take } from '#domain/live/client/take'
import { keepAwake } from './keep-awake'

/** What the page knows while somebody speaks, or has just spoken. */
export interface StudioState {
  /** `opening` while the browser asks for the microphone. */
  phase: 'idle' | 'opening' | 'open'
  soundTrouble: SoundTrouble | null
  /** Whether sound comes in. */
  isHearing: boolean
  live: LiveState | null
}

type Options = Pick<LiveClientOptions, 'take' | 'kept'>

const idle: StudioState = { phase: 'idle', soundTrouble: null, isHearing: false, live: null }

/** Joins the sound and the way to the server, and does what the page's buttons say. */
export class Studio {
  readonly #makeClient: (options: Options) => LiveClient
  readonly #holdTake: (takeId: string) => () => void
  readonly #state = new Observed(idle)
  readonly #meters = new Set<(loudness: number) => void>()
  #client: LiveClient | null = null
  #capture: Capture | null = null
  #isCancelled = false
  #letSleep: () => void = () => {}
  #letTakeGo: () => void = () => {}

  /** @param holdTake keeps a take from other tabs until the returned function is called */
  constructor(makeClient: (options: Options) => LiveClient, holdTake: (takeId: string) => () => void) {
    this.#makeClient = makeClient
    this.#holdTake = holdTake
  }

  get state(): StudioState {
    return this.#state.now
  }

  /** What was said and is not stored, a part at a time. */
  async *unsent(): AsyncGenerator<readonly Int16Array[]> {
    if (this.#client) yield* this.#client.unsent()
  }

  subscribe = this.#state.subscribe

  /** Tells how loud it is, 0 to 1, ten times a second. */
  onLoudness(listener: (loudness: number) => void): () => void {
    this.#meters.add(listener)
    return () => this.#meters.delete(listener)
  }

  /** Begins to record into a take; one that was begun before goes on. */
  async start(sound: SoundWish, take: Take, kept?: KeptSpan): Promise<void> {
    if (this.state.phase !== 'idle') return
    this.#state.set({ ...idle, phase: 'opening' })
    // What is heard before the client is there belongs to it.
    const early: Int16Array[] = []
    if (!(await this.#listen(sound, (frame) => (this.#client ? this.#client.push(frame) : early.push(frame))))) {
      return this.#state.set({ phase: 'idle' })
    }
    const client = this.#open({ take: { ...take, isFinishing: false }, kept })
    for (const frame of early) client.push(frame)
  }

  /** Sends what is kept of a take and finishes it, without hearing more. */
  finishTake(take: Take, kept: KeptSpan): void {
    if (this.state.phase === 'idle') this.#open({ take: { ...take, isFinishing: true }, kept })
  }

  async pause(): Promise<void> {
    await this.#capture?.pause()
    this.#meters.forEach((meter) => meter(0))
    this.#client?.pause()
  }

  /** Goes on; where the sound has gone, it is asked for anew. */
  async resume(sound: SoundWish): Promise<void> {
    if (this.#capture && this.state.isHearing) {
      await this.#capture.resume()
      this.#state.set({ soundTrouble: null })
    } else if (!(await this.#listen(sound, (frame) => this.#client?.push(frame)))) return
    this.#client?.resume()
  }

  /** Takes the sound from elsewhere, now where some comes in, else the next time; false where it goes on as it was. */
  async changeSound(sound: SoundWish): Promise<boolean> {
    if (!this.#capture || !this.state.isHearing) return true
    try {
      await this.#capture.change(sound)
      this.#state.set({ soundTrouble: null })
      return true
    } catch (error) {
      this.#state.set({ soundTrouble: troubleOf(error) })
      return false
    }
  }

  update(wish: Pick<Take, 'language' | 'modelId' | 'translateTo'>): void {
    this.#client?.update(wish)
  }

  async finish(): Promise<void> {
    await this.#hush()
    this.#client?.finish()
  }

  /** Forgets what is left of a recording that has ended, and is ready for another. */
  async dismiss(forget: boolean): Promise<void> {
    const client = this.#client
    await (forget ? client?.discard() : client?.close())
    if (client !== this.#client) return
    // Before the page looks for what is unfinished.
    this.#letTakeGo()
    this.#client = null
    this.#state.set(idle)
  }

  hurry(): void {
    this.#client?.hurry()
    void this.#capture?.wake()
  }

  lineBack(): void {
    this.#client?.lineBack()
  }

  lineLost(): void {
    this.#client?.lineLost()
  }

  /** Whether something would be lost, or stop, if the page went now. */
  get isNeeded(): boolean {
    const { isHearing, live } = this.state
    return isHearing || (live !== null && !live.isKeptOnDisk && live.keptMs > 0)
  }

  /** The page goes; what is not stored waits in the browser. */
  async close(): Promise<void> {
    this.#isCancelled = true
    await this.#hush()
    await this.#client?.close()
    this.#letTakeGo()
  }

  #open(options: Options): LiveClient {
    this.#letTakeGo = this.#holdTake(options.take.id)
    const client = this.#makeClient(options)
    this.#client = client
    client.subscribe(() => {
      if (client !== this.#client) return
      this.#state.set({ live: client.state })
      if (client.state.outcome && this.state.isHearing) void this.#hush()
    })
    this.#state.set({ phase: 'open', live: client.state })
    return client
  }

  async #listen(sound: SoundWish, onFrame: (frame: Int16Array) => void): Promise<boolean> {
    await this.#hush()
    this.#state.set({ soundTrouble: null })
    try {
      const capture = await Capture.start(sound, {
        onFrame: (frame) => {
          onFrame(frame)
          const loudness = measureLoudness(frame)
          this.#meters.forEach((meter) => meter(loudness))
          if (this.state.soundTrouble === 'stopped') this.#state.set({ soundTrouble: null })
        },
        onTrouble: (trouble) => {
          this.#state.set({ soundTrouble: trouble })
          if (trouble === 'unplugged') void this.#lost()
        },
      })
      if (this.#isCancelled) {
        await capture.stop()
        return false
      }
      this.#capture = capture
      this.#letSleep = keepAwake()
      this.#state.set({ isHearing: true })
      return true
    } catch (error) {
      this.#state.set({ soundTrouble: troubleOf(error) })
      return false
    }
  }

  /** The microphone has gone: what was said is finished, and another microphone can go on. */
  async #lost(): Promise<void> {
    await this.#hush()
    this.#client?.pause()
  }

  async #hush(): Promise<void> {
    const capture = this.#capture
    this.#capture = null
    this.#letSleep()
    await capture?.stop()
    this.#meters.forEach((meter) => meter(0))
    if (this.state.isHearing) this.#state.set({ isHearing: false })
  }
}

function troubleOf(error: unknown): SoundTrouble {
  return error instanceof SoundError ? error.trouble : 'failed'
}
