import { jobs } from './jobs'
import { live } from './live'
import { overview } from './overview'
import type { Dashboard } from './panel'
import { toGrafana } from './to-grafana'
import { web } from './web'

/** Every dashboard that comes with Steno. */
export const dashboards: readonly Dashboard[] = [overview, live, jobs, web]

/** The files in deploy/grafana/dashboards, by name, as they must be. */
export function renderDashboards(): Map<string, string> {
  return new Map(dashboards.map((one) => [`${one.uid.replace('steno-', '')}.json`, `${JSON.stringify(toGrafana(one), null, 2)}\n`]))
}
