import { quantile } from '../web/figures'

interface Row {
  timesMs: number[]
  errors: string[]
}

/** How long what took, and what failed. */
export class Tally {
  readonly #rows = new Map<string, Row>()

  /** Times the work; a failure is counted and passed over. */
  async time<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    const row = this.#rows.get(name) ?? { timesMs: [], errors: [] }
    this.#rows.set(name, row)
    const startedAt = performance.now()
    try {
      return await work()
    } catch (error) {
      row.errors.push((error as Error).message)
      return null
    } finally {
      row.timesMs.push(performance.now() - startedAt)
    }
  }

  print(): void {
    for (const [name, { timesMs, errors }] of this.#rows) {
      const share = ((100 * errors.length) / timesMs.length).toFixed(1)
      console.log(`${name.padEnd(28)} ${String(timesMs.length).padStart(5)} times, ${share} % errors, `
        + `p50 ${quantile(timesMs, 0.5).toFixed(0)} ms, p95 ${quantile(timesMs, 0.95).toFixed(0)} ms`)
      for (const message of new Set(errors)) console.log(`    ${message}`)
    }
  }
}
