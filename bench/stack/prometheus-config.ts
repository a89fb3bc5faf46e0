import path from 'node:path'
import { parse, stringify } from 'yaml'

/** How often it looks, in seconds: a phase lasts no longer than one of its usual intervals. */
export const SCRAPE_S = 3
/** How many times faster the second set of alerts is: what takes 15 minutes there takes one. */
export const PACE = 15

interface ScrapeJob {
  job_name: string
  dns_sd_configs?: { names: string[] }[]
  static_configs?: { targets: string[] }[]
}

/**
 * The deployed configuration, for one machine: the names that the network's DNS knows become these targets, it looks more often, and tells nobody.
 *
 * @param targets `host:port` by job
 */
export function deriveConfig(deployed: string, targets: ReadonlyMap<string, readonly string[]>, rulesDir: string): string {
  const { global, scrape_configs } = parse(deployed) as { global: object; scrape_configs: ScrapeJob[] }
  return stringify({
    global: { ...global, scrape_interval: `${SCRAPE_S}s`, scrape_timeout: `${SCRAPE_S}s`, evaluation_interval: `${SCRAPE_S}s` },
    rule_files: [path.join(rulesDir, '*.yml')],
    scrape_configs: scrape_configs.map(({ job_name }) => {
      const found = targets.get(job_name)
      if (!found) throw new Error(`The deployed Prometheus looks at ${job_name}, which this house does not have.`)
      return { job_name, static_configs: [{ targets: [...found] }] }
    }),
  })
}

interface Rules {
  groups: { name: string; rules: { alert: string; expr: string; for?: string; labels?: Record<string, string> }[] }[]
}

/** The same alerts, with every duration so many times shorter and the label `pace`: what would fire if a fault lasted. */
export function quicken(rules: string): string {
  const { groups } = parse(rules) as Rules
  return stringify({
    groups: groups.map(({ name, rules: alerts }) => ({
      name: `${name}-quick`,
      rules: alerts.map(({ alert, expr, for: lasting = '0s', labels }) => ({
        alert, expr: expr.replace(/(\[|offset )(\d+)([smh])/g, (_, before: string, ...given: string[]) => before + shorter(given)),
        for: shorter(/(\d+)([smh])/.exec(lasting)!.slice(1)), labels: { ...labels, pace: 'quick' },
      })),
    })),
  })
}

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }

/** Never so short that there are not two figures to compare. */
const shorter = ([number, unit]: string[]) => `${Math.max(2 * SCRAPE_S, Math.round((Number(number) * seconds[unit!]!) / PACE))}s`
