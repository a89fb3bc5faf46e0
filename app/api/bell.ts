/** Tells one who waits that something has happened; what happens while nobody waits is not lost. */
export interface Bell {
  ring(): void
  /** Whether it rang, before so many milliseconds were over or whoever waits was told to stop. */
  wait(ms: number): Promise<boolean>
}

export function makeBell(stop: AbortSignal): Bell {
  let hasRung = false
  let wake = () => {}
  return {
    ring() {
      hasRung = true
      wake()
    },
    async wait(ms) {
      if (!hasRung && !stop.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          const done = () => {
            clearTimeout(timer)
            stop.removeEventListener('abort', done)
            resolve()
          }
          wake = done
          stop.addEventListener('abort', done)
        })
      }
      const rang = hasRung
      hasRung = false
      wake = () => {}
      return rang
    },
  }
}
