import { getProcessRss } from './process-rss.server'

export interface WatchOptions {
  pid: number
  rssBytesMax: number
  /** Time of its own that the child may take without getting anywhere. */
  stallMs: number
  /** True while the child waits for its parent, which does not count against it. */
  isWaitingForUs: () => boolean
  /** A number that changes when the child gets somewhere. */
  progress: () => number
  /** Called once, with the reason for logs. */
  onExceeded: (reason: string) => void
}

const WATCH_INTERVAL_MS = 100

/** Watches the memory and the progress of a media child. Returns the function that ends the watch. */
export function watchMediaChild(options: WatchOptions): () => void {
  let stalledMs = 0
  let progress = options.progress()
  let checkedAt = performance.now()
  let measuring = false
  const timer = setInterval(() => {
    const now = performance.now()
    if (options.progress() !== progress) stalledMs = 0
    else if (!options.isWaitingForUs()) stalledMs += now - checkedAt
    progress = options.progress()
    checkedAt = now
    if (stalledMs > options.stallMs) return exceed(`no progress for ${Math.round(stalledMs)} ms`)
    // Where the memory is asked of another process, the answer may take longer than the interval.
    if (!measuring) void measure()
  }, WATCH_INTERVAL_MS)
  return () => clearInterval(timer)

  async function measure(): Promise<void> {
    measuring = true
    const rssBytes = await getProcessRss(options.pid)
    measuring = false
    if (rssBytes !== null && rssBytes > options.rssBytesMax) exceed(`${rssBytes} bytes of memory`)
  }

  function exceed(reason: string): void {
    clearInterval(timer)
    options.onExceeded(reason)
  }
}
