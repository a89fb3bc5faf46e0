import { basename, extname } from 'node:path'

/** What recordings are usually called; whatever else lies in a folder is left alone. */
const EXTENSIONS = new Set([
  '3g2', '3gp', 'aac', 'ac3', 'aif', 'aiff', 'amr', 'avi', 'caf', 'flac', 'flv', 'm2ts', 'm4a', 'm4b', 'm4v', 'mka', 'mkv',
  'mov', 'mp2', 'mp3', 'mp4', 'mpeg', 'mpg', 'mts', 'oga', 'ogg', 'ogv', 'opus', 'ts', 'wav', 'weba', 'webm', 'wma', 'wmv',
])

export const isRecordingName = (path: string) => EXTENSIONS.has(extname(path).slice(1).toLowerCase())

export interface FolderWatch {
  /** How long a file must not have grown before it counts as whole, in milliseconds. */
  settleMs: number
  signal: AbortSignal
  /** Told of each recording that is whole: those that are there, and those that come or change. */
  onFile(path: string): void
  onTrouble(error: unknown): void
}

/** Watches a folder and those in it until the signal aborts, whose reason it then throws. */
export async function watchFolder(folder: string, { settleMs, signal, onFile, onTrouble }: FolderWatch): Promise<never> {
  const { watch } = await import('chokidar')
  const watcher = watch(folder, {
    awaitWriteFinish: { stabilityThreshold: settleMs, pollInterval: Math.max(20, Math.min(500, settleMs / 4)) },
    ignored: (path, stats) =>
      path !== folder && (basename(path).startsWith('.') || (stats?.isFile() === true && !isRecordingName(path))),
  })
  watcher.on('add', onFile).on('change', onFile).on('error', onTrouble)
  try {
    await new Promise<never>((_resolve, reject) => {
      const stop = () => reject(signal.reason as Error)
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop, { once: true })
    })
    throw signal.reason
  } finally {
    await watcher.close()
  }
}
