/**
 * Calls `onGone` when the process that started this one is gone. Only for a start by npm: whoever kills npm means
 * what it started, while a service manager or a shell that puts us into the background may rightly end before us.
 */
export function watchNpm(env: NodeJS.ProcessEnv, onGone: () => void): void {
  if (!env.npm_lifecycle_event) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 500)
  timer.unref()
}
