import type { LiveState } from '#domain/live/client/live-state'
import type { LiveSegment, LiveTranscript } from '#domain/live/client/live-transcript'
import { clock } from '../clock'
import type { Out } from '../out'

export interface LiveTextOptions {
  out: Out
  /** Whether each passage has its time before it. */
  times: boolean
  /** Whether, with `--json`, what is still being said is told too. */
  partials: boolean
  /** Where what is still being said is written over again and again; null where that cannot be. */
  screen: { write(text: string): void; columns: number } | null
}

const CLEAR_LINE = '\r\x1b[2K'

/** Passages as they are final, each once and in order; below them on a terminal what is still being said. */
export class LiveText {
  readonly #options: LiveTextOptions
  #nextId = 0
  #open = ''
  #work: Promise<void> = Promise.resolve()

  constructor(options: LiveTextOptions) {
    this.#options = options
  }

  show({ transcript }: Pick<LiveState, 'transcript'>): void {
    const fresh = this.#takeFinal(transcript)
    const open = openText(transcript, this.#nextId)
    if (fresh.length === 0 && open === this.#open) return
    this.#open = open
    this.#work = this.#work.then(() => this.#write(fresh, transcript, open))
  }

  /** Resolves when everything shown is written; rejects where it cannot be. */
  async settle(): Promise<void> {
    await this.#work
    if (this.#open !== '') this.#options.screen?.write(CLEAR_LINE)
    this.#open = ''
  }

  /** Makes room for a line of something else. */
  clear(): void {
    this.#options.screen?.write(CLEAR_LINE)
  }

  /** What stays as it is and has not been taken; a passage waits for those before it, which may be on their way. */
  #takeFinal(transcript: LiveTranscript): LiveSegment[] {
    const fresh = transcript.filter(({ id }) => id >= this.#nextId)
    const end = fresh.findIndex(({ id, state }, at) => state !== 'committed' || id !== this.#nextId + at)
    const final = end < 0 ? fresh : fresh.slice(0, end)
    this.#nextId += final.length
    return final
  }

  async #write(fresh: readonly LiveSegment[], transcript: LiveTranscript, open: string): Promise<void> {
    const { out, times, partials, screen } = this.#options
    if (fresh.length > 0) screen?.write(CLEAR_LINE)
    for (const segment of fresh) {
      const { id: segmentId, startMs, endMs, text } = segment
      if (text.trim() !== '') await out.print(`${times ? `${out.dim(clock(startMs))} ` : ''}${text.trim()}`)
      await out.object({ type: 'final', segmentId, startMs, endMs, text })
    }
    const last = transcript.at(-1)
    if (partials && last && last.state !== 'committed') {
      const { id: segmentId, startMs, endMs, text, stableChars } = last
      await out.object({ type: 'partial', segmentId, startMs, endMs, text, stableChars })
    }
    if (screen) screen.write(CLEAR_LINE + fit(open, screen.columns))
  }
}

function openText(transcript: LiveTranscript, nextId: number): string {
  return transcript.filter(({ id }) => id >= nextId).map(({ text }) => text.trim()).filter(Boolean).join(' ')
}

/** The end of a text, as much as one line holds. */
function fit(text: string, columns: number): string {
  const room = Math.max(10, columns - 1)
  return text.length <= room ? text : `…${text.slice(1 - room)}`
}
