import { setTimeout as sleep } from 'node:timers/promises'
import { type BackOff, DeathCount } from './back-off'
import type { Part, RunningPart } from './part'

export interface KeptPart {
  name: string
  /** Ends it and starts it again, without counting that as a death. */
  restart(): Promise<void>
  /** Ends it for good, whether it runs, starts or waits for its next start. */
  stop(): Promise<void>
  kill(): void
}

export interface KeepOptions {
  backOff: BackOff
  log: (line: string) => void
  /** Called once, when the part is given up. */
  onGiveUp: (reason: string) => void
}

/**
 * Starts a part and starts it again whenever it ends, with growing pauses, until it is stopped or given up.
 * Resolves once it has started for the first time; rejects if that fails.
 *
 * States: starting → running → (ended: waiting → starting) … → stopped. `stop` is obeyed in each of them.
 */
export async function keepRunning(part: Part, options: KeepOptions): Promise<KeptPart> {
  const stopping = new AbortController()
  const deaths = new DeathCount(options.backOff)
  let running: RunningPart | null = await part.start()
  let isRestarting = false

  const again = async (): Promise<RunningPart | null> => {
    try {
      return await part.start()
    } catch (error) {
      options.onGiveUp(error instanceof Error ? error.message : String(error))
      return null
    }
  }
  const watch = async () => {
    while (running && !stopping.signal.aborted) {
      const startedAt = Date.now()
      const { reason, isHopeless } = await running.exited
      running = null
      if (stopping.signal.aborted) return
      if (!isRestarting) {
        const pauseMs = isHopeless ? null : deaths.next(Date.now() - startedAt)
        if (pauseMs === null) {
          options.onGiveUp(`${part.name} ${isHopeless ? 'cannot run' : 'keeps ending'}: ${reason}`)
          return
        }
        options.log(`${part.name} ended and starts again in ${pauseMs / 1000} s: ${reason}`)
        await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
        if (stopping.signal.aborted) return
      }
      isRestarting = false
      running = await again()
      // A stop that came during the start found nothing to stop yet.
      if (stopping.signal.aborted) await running?.stop()
    }
  }
  const watched = watch()
  return {
    name: part.name,
    restart: async () => {
      if (!running || isRestarting) return
      isRestarting = true
      await running.stop()
    },
    stop: async () => {
      stopping.abort()
      await running?.stop()
      await watched
    },
    kill: () => running?.kill(),
  }
}
