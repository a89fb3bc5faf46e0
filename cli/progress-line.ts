const BAR_CHARS = 24

export interface ProgressLine {
  /** A share from 0 to 1, or null where the whole is not known; `detail` is short. */
  show(label: string, share: number | null, detail: string): void
  clear(): void
}

/** One line that is written over again and again; nothing at all where the stream is no terminal. */
export function makeProgressLine(stream: NodeJS.WriteStream): ProgressLine {
  if (!stream.isTTY) return { show() {}, clear() {} }
  return {
    show(label, share, detail) {
      const filled = Math.round(Math.min(1, share ?? 0) * BAR_CHARS)
      const bar = share === null ? '' : `[${'#'.repeat(filled)}${'.'.repeat(BAR_CHARS - filled)}] `
      const columns = Math.max(20, stream.columns ?? 80)
      const line = `${bar}${detail} ${label}`
      stream.write(`\r\x1b[2K${line.slice(0, columns - 1)}`)
    },
    clear() {
      stream.write('\r\x1b[2K')
    },
  }
}
