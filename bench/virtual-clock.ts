/** A clock that goes on while this process uses the processor, and where it is told to; never while others do. */
export class VirtualClock {
  #skippedMs = 0

  /** Milliseconds since an unknown time. */
  get now(): number {
    return this.busyMs + this.#skippedMs
  }

  /** Processor time of the process. */
  get busyMs(): number {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  }

  skipTo(time: number): void {
    this.#skippedMs += Math.max(0, time - this.now)
  }
}
