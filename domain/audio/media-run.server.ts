import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { MediaFacts, MediaSource } from './media'
import { makeMediaError } from './media-error'
import { parseMediaMessage, type MediaFailureCode } from './media-messages'
import { watchMediaChild } from './media-watch.server'
import type { MediaTask } from './media-wire'
import { ReadServer } from './serve-reads.server'
import { spawnMediaChild, type MediaChild } from './spawn-media-child.server'

/** What a media child may use; the defaults are those of `limits`. */
export interface MediaLimits {
  /** For a probe the whole time of its own that it may take, else the time of its own without progress. */
  stallMs: number
  rssBytesMax: number
  durationMsMax: number
}

export interface MediaRunOptions {
  /** Aborting kills the child; whatever waits for it rejects with the signal's reason. */
  signal?: AbortSignal | undefined
  limits?: Partial<MediaLimits>
}

const STDOUT_CHARS_MAX = 64 * 1024
const STDERR_CHARS_MAX = 4 * 1024

/**
 * One media child at work on one source, from the moment of its making. Whatever goes wrong (the child crashes, hangs
 * or swells, the source fails, the caller loses interest) ends as one error, with the child gone.
 */
export class MediaRun {
  /** What the file is; rejects where the run fails before that is known. */
  readonly facts: Promise<MediaFacts>
  /** Resolves when the child has done its work and is gone; rejects with the error of the run. */
  readonly done: Promise<void>
  readonly #child: MediaChild
  readonly #reads: ReadServer
  readonly #limits: MediaLimits
  #outcome: 'running' | 'done' | 'failed' = 'running'
  #failure: unknown
  #factsKnown = false
  #wanted = false
  #outputBytes = 0
  #stdout = ''
  #stderr = ''
  #resolveFacts!: (facts: MediaFacts) => void
  #rejectFacts!: (error: unknown) => void

  constructor(source: MediaSource, task: MediaTask, { signal, limits: own }: MediaRunOptions = {}) {
    signal?.throwIfAborted()
    const stallMs = task === 'probe' ? limits.mediaProbeMsMax : limits.mediaDecodeStallMs
    const { mediaChildRssBytesMax: rssBytesMax, mediaDurationMsMax: durationMsMax } = limits
    this.#limits = { stallMs, rssBytesMax, durationMsMax, ...own }
    const readBytesMax = limits.mediaReadChunkBytes
    const order = { task, bytes: source.bytes, readBytesMax, durationMsMax: this.#limits.durationMsMax }
    this.#child = spawnMediaChild(order)
    this.#reads = new ReadServer(this.#child.reads, source, readBytesMax, (error) => this.#fail(error))
    this.facts = new Promise((resolve, reject) => {
      this.#resolveFacts = resolve
      this.#rejectFacts = reject
    })
    const stopWatch = this.#watch(task)
    const onAbort = () => this.#fail(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    this.done = this.#exit().finally(() => {
      stopWatch()
      signal?.removeEventListener('abort', onAbort)
    })
    // A caller may wait for only one of these and for the output; each tells of the failure.
    this.facts.catch(() => {})
    this.done.catch(this.#rejectFacts)
  }

  /** Process id of the child. */
  get pid(): number | undefined {
    return this.#child.process.pid
  }

  /** What the child writes, no faster than it is taken. Throws the error of the run; leaving early kills the child. */
  async *output(): AsyncGenerator<Buffer, void, undefined> {
    let ended = false
    try {
      this.#wanted = true
      for await (const bytes of this.#child.output as AsyncIterable<Buffer>) {
        this.#wanted = false
        this.#outputBytes += bytes.length
        yield bytes
        this.#wanted = true
      }
      ended = true
    } catch (error) {
      // The pipe of a child that was killed breaks; why it was killed is what `done` tells.
      if (this.#outcome !== 'failed') throw error
    } finally {
      if (!ended) await this.close()
    }
    await this.done
  }

  /** Kills the child where it still runs, and waits until it is gone. */
  async close(): Promise<void> {
    this.#fail(new AppError('cancelled', 'Reading this recording was stopped.'))
    await this.done.catch(() => {})
  }

  #watch(task: MediaTask): () => void {
    return watchMediaChild({
      pid: this.pid ?? 0,
      rssBytesMax: this.#limits.rssBytesMax,
      stallMs: this.#limits.stallMs,
      isWaitingForUs: () => this.#reads.busy || (this.#factsKnown && !this.#wanted),
      progress: () => (task === 'probe' ? 0 : this.#reads.reached + this.#outputBytes),
      onExceeded: (reason) => this.#fail(this.#mediaError('media_too_costly', reason)),
    })
  }

  /** Listens to the child until it is gone. */
  async #exit(): Promise<void> {
    const { process, stdout, stderr } = this.#child
    stdout.setEncoding('utf8').on('data', (text: string) => this.#receive(text))
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_CHARS_MAX)
    })
    process.on('error', (error) => this.#fail(error))
    const exited = new Promise<string>((resolve) => {
      process.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
      // A process that could not be started never exits.
      process.on('error', () => resolve('not started'))
    })
    const said = new Promise((resolve) => stdout.on('close', resolve))
    const [how] = await Promise.all([exited, said])
    if (this.#outcome === 'running') this.#fail(this.#crash(how))
    if (this.#outcome === 'failed') throw this.#failure
  }

  #receive(text: string): void {
    this.#stdout += text
    const lines = this.#stdout.split('\n')
    this.#stdout = lines.pop() ?? ''
    try {
      if (this.#stdout.length > STDOUT_CHARS_MAX) throw new Error('The media child talks too much')
      for (const line of lines) this.#hear(line)
    } catch (error) {
      this.#fail(error)
    }
  }

  #hear(line: string): void {
    const message = parseMediaMessage(line)
    if (message.type === 'failed') this.#fail(this.#mediaError(message.code, message.detail))
    if (message.type === 'done' && this.#outcome === 'running') this.#outcome = 'done'
    if (message.type === 'facts') {
      this.#factsKnown = true
      this.#resolveFacts(message.facts)
    }
  }

  /** The first reason counts; the child is of no more use after it. */
  #fail(reason: unknown): void {
    if (this.#outcome !== 'running') return
    this.#outcome = 'failed'
    this.#failure = reason
    this.#child.process.kill('SIGKILL')
    this.#child.output.destroy()
  }

  /** A signal is the file's doing: FFmpeg crashed, or the system took its memory. An exit is a fault of ours. */
  #crash(how: string): Error {
    if (how === 'SIGKILL') return this.#mediaError('media_too_costly', 'killed from outside')
    if (how.startsWith('SIG')) return this.#mediaError('media_not_recognised', `crashed with ${how}`)
    return new Error(`The media child ended with ${how}: ${this.#stderr}`)
  }

  #mediaError(code: MediaFailureCode, detail: string): AppError {
    return makeMediaError(code, detail, this.#limits.durationMsMax)
  }
}
