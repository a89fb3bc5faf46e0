/** What a thread did over the last seconds. */
export class WorkMeter {
  readonly #spanMs: number
  readonly #reports: { spanMs: number; busyMs: number; neededMs: number }[] = []

  /** Figures are those of the last `spanMs`. */
  constructor(spanMs: number) {
    this.#spanMs = spanMs
  }

  add(report: { spanMs: number; busyMs: number; neededMs: number }): void {
    this.#reports.push(report)
    let kept = this.#reports.reduce((sum, { spanMs }) => sum + spanMs, 0)
    while (this.#reports.length > 1 && kept - this.#reports[0]!.spanMs >= this.#spanMs) {
      kept -= this.#reports.shift()!.spanMs
    }
  }

  /** Share of time at work. */
  get busy(): number {
    return this.#share('busyMs')
  }

  /** Share of time in work that could not have been left for later. */
  get needed(): number {
    return this.#share('neededMs')
  }

  #share(what: 'busyMs' | 'neededMs'): number {
    const spanMs = this.#reports.reduce((sum, report) => sum + report.spanMs, 0)
    if (spanMs === 0) return 0
    return Math.min(1, this.#reports.reduce((sum, report) => sum + report[what], 0) / spanMs)
  }
}
