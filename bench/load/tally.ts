import { quantile } from '../web/figures'

export interface Row {
  timesMs: number[]
  errors: string[]
}

/** How long what took, and what failed, phase by phase; what ends in a later phase belongs to that in which it began. */
export class Tally {
  readonly #phases = new Map<string, Map<string, Row>>()
  /** The phase of what begins now. */
  phase = ''

  /** Times the work; a failure is counted and passed over. */
  async time<T>(name: string, work: () => Promise<T>): Promise<T | null> {
    const row = this.#row(name)
    const startedAt = performance.now()
    try {
      return await work()
    } catch (error) {
      row.errors.push(messageOf(error))
      return null
    } finally {
      row.timesMs.push(performance.now() - startedAt)
    }
  }

  /** Notes what took so long by itself. */
  note(name: string, ms: number): void {
    this.#row(name).timesMs.push(ms)
  }

  /** What was timed in a phase, by name. */
  rowsOf(phase: string): ReadonlyMap<string, Row> {
    return this.#phases.get(phase) ?? new Map<string, Row>()
  }

  print(phase = this.phase): void {
    for (const [name, { timesMs, errors }] of this.rowsOf(phase)) {
      const share = ((100 * errors.length) / timesMs.length).toFixed(1)
      console.log(`${name.padEnd(28)} ${String(timesMs.length).padStart(5)} times, ${share} % errors, `
        + `p50 ${quantile(timesMs, 0.5).toFixed(0)} ms, p95 ${quantile(timesMs, 0.95).toFixed(0)} ms`)
      for (const message of new Set(errors)) console.log(`    ${message}`)
    }
  }

  #row(name: string): Row {
    const rows = this.#phases.get(this.phase) ?? new Map<string, Row>()
    this.#phases.set(this.phase, rows)
    const row = rows.get(name) ?? { timesMs: [], errors: [] }
    rows.set(name, row)
    return row
  }
}

/** With what fetch hides: why nothing could be connected. */
function messageOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
