interface Report {
  spanMs: number
  busyMs: number
  neededMs: number
}

/** What a thread did over the last seconds. */
export class WorkMeter {
  readonly #spanMs: number
  readonly #now: () => number
  #reports: (Report & { at: number })[] = []

  /** Figures are those of the last `spanMs`; of a thread that reports nothing, because it has nothing to do, they are 0. */
  constructor(spanMs: number, now: () => number) {
    this.#spanMs = spanMs
    this.#now = now
  }

  add(report: Report): void {
    this.#reports.push({ ...report, at: this.#now() })
    this.#forget()
  }

  /** Share of time at work. */
  get busy(): number {
    return this.#share('busyMs')
  }

  /** Share of time in work that could not have been left for later. */
  get needed(): number {
    return this.#share('neededMs')
  }

  #forget(): void {
    const since = this.#now() - this.#spanMs
    this.#reports = this.#reports.filter(({ at }) => at > since)
  }

  #share(what: 'busyMs' | 'neededMs'): number {
    this.#forget()
    const spanMs = this.#reports.reduce((sum, report) => sum + report.spanMs, 0)
    if (spanMs === 0) return 0
    return Math.min(1, this.#reports.reduce((sum, report) => sum + report[what], 0) / spanMs)
  }
}
