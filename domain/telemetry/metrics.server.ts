import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { limits } from '../limits/limits'
import { keepFor } from './keep-for.server'

export interface MetricFacts<Label extends string> {
  /** In snake case with its unit last: `steno_web_request_seconds`. Counters end in `_total`. */
  name: `steno_${string}`
  /** What is measured, in one sentence. */
  what: string
  /** What a rise means to whoever is on duty, in one sentence. */
  rise: string
  labels?: readonly Label[]
}

/** The metrics of one process; tests make one each, so that nothing is registered twice. */
export interface Metrics {
  readonly registry: Registry
  counter<Label extends string = never>(facts: MetricFacts<Label>): Counter<Label>
  /** `collect` is called at each scrape and may set the value then. */
  gauge<Label extends string = never>(
    facts: MetricFacts<Label> & { collect?: (gauge: Gauge<Label>) => void | Promise<void> },
  ): Gauge<Label>
  /**
   * Gauges whose figures are asked for together, once for each scrape: all are read when the answer is there. Where there is none, they
   * stay as they were.
   */
  gauges<Facts>(load: () => Promise<Facts>, gauges: readonly (MetricFacts<never> & { of(facts: Facts): number })[]): void
  histogram<Label extends string = never>(facts: MetricFacts<Label> & { buckets: readonly number[] }): Histogram<Label>
  /** The text that Prometheus scrapes, and its content type. */
  render(): Promise<{ contentType: string; text: string }>
}

/**
 * Makes the metrics of a process, with Node's own (memory, event-loop delay, garbage collection) among them.
 *
 * @param processName becomes the label `process` on every metric, such as `web`
 */
export function makeMetrics(processName: string, options: { defaults?: boolean } = {}): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ process: processName })
  if (options.defaults !== false) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 10 })

  const common = <Label extends string>(facts: MetricFacts<Label>) => ({
    name: facts.name,
    help: `${facts.what} A rise means: ${facts.rise}`,
    labelNames: [...(facts.labels ?? [])],
    registers: [registry],
  })
  const gauge: Metrics['gauge'] = (facts) => {
    const { collect } = facts
    return new Gauge({
      ...common(facts),
      ...(collect && {
        collect() {
          return collect(this)
        },
      }),
    })
  }
  return {
    registry,
    counter: (facts) => {
      if (!facts.name.endsWith('_total')) throw new Error(`A counter's name ends in _total, but got ${facts.name}.`)
      return new Counter(common(facts))
    },
    gauge,
    gauges: (load, gauges) => {
      // A gauge that another one's collecting set would be read before that has its answer, and tell the figure of the scrape before.
      const shared = keepFor(limits.scrapeKeepMs, load)
      for (const { of, ...facts } of gauges) {
        gauge({ ...facts, collect: async (one) => void (await shared().then((found) => one.set(of(found)), () => undefined)) })
      }
    },
    histogram: (facts) => new Histogram({ ...common(facts), buckets: [...facts.buckets] }),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}
