import { limits } from '#domain/limits/limits'

export interface Progress {
  /** Takes note of how far the work is; writes it down at most once per interval, never two writes at a time. */
  note(doneMs: number): void
  /** Resolves when no write is under way. */
  settle(): Promise<void>
}

/**
 * Writes progress down now and then: each write becomes a NOTIFY, which takes a database-wide lock. Progress that cannot be
 * written is not worth an attempt: a failed write is forgotten, and the next one carries more.
 */
export function makeProgress(
  write: (doneMs: number) => Promise<void>,
  everyMs: number = limits.progressNotifyMsMin,
  now = () => performance.now(),
): Progress {
  let openAt = -Infinity
  let writing: Promise<void> | null = null
  return {
    note(doneMs) {
      if (writing || now() < openAt) return
      openAt = now() + everyMs
      writing = write(doneMs).catch(() => undefined).finally(() => {
        writing = null
      })
    },
    settle: async () => {
      await writing
    },
  }
}
