import { existsSync, watch } from 'node:fs'
import path from 'node:path'

const QUIET_MS = 150
const isSource = (file: string) => /\.(ts|sql|json)$/.test(file) && !/\.test\.ts$/.test(file)

/** Calls `onChange` when sources below the paths change, once for a burst of changes. Returns how to end it. */
export function watchSources(root: string, paths: readonly string[], onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const watchers = paths
    .map((name) => path.join(root, name))
    .filter(existsSync)
    .map((full) =>
      watch(full, { recursive: !full.endsWith('.ts'), persistent: false }, (_event, file) => {
        if (file && !isSource(file)) return
        clearTimeout(timer)
        timer = setTimeout(onChange, QUIET_MS)
      }),
    )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
