import { limits } from '#domain/limits/limits'

export interface Shutdown {
  /** Why the process was asked to end, such as `SIGTERM` or `the supervisor is gone`. */
  reason: string
  /** Aborts when the grace is over, or a second signal came: drop what is still going on. */
  force: AbortSignal
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
const FORCED_EXIT_CODE = 1

/**
 * Runs `stop` once when the process shall end: on SIGTERM, SIGINT or SIGHUP, and when the channel to the supervisor
 * closes, which is how a killed supervisor takes its processes with it. The process exits when `stop` has resolved.
 *
 * Two stages: `stop` has `graceMs` to finish what is going on. Then, or at a second signal, `force` aborts, and
 * `forceMs` later the process exits whatever it does.
 *
 * @returns begins the same end from within, with a reason of the caller's; `process.exitCode` is kept
 */
export function onShutdown(
  stop: (shutdown: Shutdown) => Promise<void>,
  { graceMs = limits.shutdownGraceMs, forceMs = 2000 }: { graceMs?: number; forceMs?: number } = {},
): (reason: string) => void {
  const force = new AbortController()
  let isLeaving = false

  const abort = () => {
    if (force.signal.aborted) return
    force.abort()
    setTimeout(() => process.exit(FORCED_EXIT_CODE), forceMs).unref()
  }
  const leave = (reason: string) => {
    // Ctrl-C in a terminal comes directly and then again as the supervisor's SIGTERM: only a repeated SIGINT is haste.
    if (isLeaving) return reason === 'SIGINT' ? abort() : undefined
    isLeaving = true
    setTimeout(abort, graceMs).unref()
    stop({ reason, force: force.signal }).then(
      () => process.exit(process.exitCode ?? 0),
      (error: unknown) => {
        console.error(error)
        process.exit(FORCED_EXIT_CODE)
      },
    )
  }
  for (const signal of SIGNALS) process.on(signal, () => leave(signal))
  // The supervisor may have gone while this process was still loading; `connected` is undefined where there was none.
  if (process.connected === false) leave('the supervisor is gone')
  if (!process.channel) return leave
  process.on('disconnect', () => leave('the supervisor is gone'))
  // Once there is a listener, the channel alone would keep the process running; it shall be a lifeline and not an
  // anchor.
  process.channel.unref()
  return leave
}
