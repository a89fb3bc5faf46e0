import type { MultiBar, SingleBar } from 'cli-progress'
import { formatBytes } from '#domain/units/format-bytes'
import { clock } from '../clock'
import type { Out } from '../out'

/** How far a file is. */
export interface Bar {
  uploading(sentBytes: number, bytes: number): void
  /** `position` is the place in the queue, from 1. */
  waiting(position: number | null): void
  recognising(doneMs: number, totalMs: number | null): void
  away(): void
  end(word: string): void
}

export interface Bars {
  open(label: string): Bar
  /** Prints a result above the bars. */
  print(text: string): Promise<void>
  close(): void
}

const STEPS = 1000
const WIDTH = 24

/** A bar for each file where stderr is a terminal; elsewhere a line for each thing that happens; with `--json` nothing. */
export async function makeBars(out: Out): Promise<Bars> {
  if (out.isJson || !process.stderr.isTTY) return makeLines(out)
  const { default: progress } = await import('cli-progress')
  const bars = new progress.MultiBar({
    stream: process.stderr, hideCursor: true, gracefulExit: false, clearOnComplete: false, fps: 5,
    format: (_options, { progress: share }, { label, detail }) => lineOf(share, String(label), String(detail)),
  })
  return {
    open: (label) => openBar(bars, label),
    async print(text) {
      // Both streams are the same screen: what goes past the bars would be written over.
      if (process.stdout.isTTY) bars.log(`${text}\n`)
      else await out.print(text)
    },
    close: () => bars.stop(),
  }
}

function lineOf(share: number, label: string, detail: string): string {
  const filled = Math.round(Math.min(1, share) * WIDTH)
  const line = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${detail.padEnd(26)} ${label}`
  return line.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1))
}

function openBar(bars: MultiBar, label: string): Bar {
  const bar: SingleBar = bars.create(STEPS, 0, { label, detail: 'reading' })
  const show = (share: number, detail: string) => bar.update(Math.round(share * STEPS), { detail })
  let shown = 0
  return {
    uploading: (sent, bytes) => show(bytes === 0 ? 0 : sent / bytes, `uploading ${formatBytes(sent)}`),
    waiting: (position) => show(0, position === null ? 'waiting' : `number ${position} in the queue`),
    recognising(done, total) {
      shown = total ? done / total : 0
      show(shown, `recognising ${clock(done)}${total === null ? '' : ` of ${clock(total)}`}`)
    },
    away: () => show(shown, 'no connection, trying again'),
    end(word) {
      show(1, word)
      bar.stop()
    },
  }
}

function makeLines(out: Out): Bars {
  return {
    open(label) {
      let last = ''
      const say = (what: string) => {
        if (what !== last) out.note(`${label}: ${what}`)
        last = what
      }
      return {
        uploading: (_sent, bytes) => say(`uploading ${formatBytes(bytes)}`),
        waiting: () => say('waiting'),
        recognising: () => say('recognising'),
        away: () => say('no connection, trying again'),
        end: say,
      }
    },
    print: (text) => out.print(text),
    close: () => {},
  }
}
