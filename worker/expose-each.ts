import { limits } from '#domain/limits/limits'
import { keepFor } from '#domain/telemetry/keep-for.server'
import type { MetricFacts, Metrics } from '#domain/telemetry/metrics.server'

interface Each<Label extends string, Facts> {
  label: Label
  /** The closed set of the label's values: what a newer version has besides, next to this process, is not told. */
  names: readonly string[]
  /** Asked once for each scrape. */
  load: () => Promise<readonly Facts[]>
  nameOf: (facts: Facts) => string
}

/**
 * Gauges that tell of each of several things, 0 of one that there is nothing to tell of. Where the database does not answer,
 * the figures stay as they were.
 */
export function exposeEach<Label extends string, Facts>(
  metrics: Metrics, { label, names, load, nameOf }: Each<Label, Facts>,
  gauges: readonly (MetricFacts<never> & { of(facts: Facts): number })[],
): void {
  const known = keepFor(limits.scrapeKeepMs, load)
  for (const { of, ...facts } of gauges) {
    metrics.gauge<string>({
      ...facts,
      labels: [label],
      collect: async (gauge) => {
        const found = await known().catch(() => null)
        if (!found) return
        for (const name of names) {
          const one = found.find((candidate) => nameOf(candidate) === name)
          gauge.set({ [label]: name }, one ? of(one) : 0)
        }
      },
    })
  }
}
