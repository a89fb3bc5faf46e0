import { dashboards } from '../../deploy/grafana/source/all-dashboards'
import type { Panel } from '../../deploy/grafana/source/panel'
import type { Prometheus, Series } from './prometheus'

/** Four looks: what Grafana takes for $__rate_interval at least. */
const RATE_INTERVAL = '12s'

/** Where people look: dashboard, panel, and which of its lines where there are several. */
const looks: readonly [dashboard: string, panel: string, legend?: string][] = [
  ['steno-overview', 'Copies that answer'],
  ['steno-overview', 'Copies not ready'],
  ['steno-overview', 'Answers by status'],
  ['steno-overview', 'Requests that fail'],
  ['steno-web', 'Slowest routes (p95)'],
  ['steno-overview', 'Event loop (p99)'],
  ['steno-overview', 'Connections to the database', '{{process}} {{instance}} waiting'],
  ['steno-overview', 'Speaking'],
  ['steno-overview', 'Words appear after (p95)', 'first words'],
  ['steno-overview', 'Words appear after (p95)', 'final text'],
  ['steno-live', 'Lag'],
  ['steno-live', 'Recognizer threads at work'],
  ['steno-live', 'Writes that were repeated'],
  ['steno-overview', 'Recordings waiting'],
  ['steno-overview', 'Oldest recording in the queue'],
  ['steno-jobs', 'Jobs by outcome'],
  ['steno-jobs', 'Setbacks by code'],
  ['steno-jobs', 'Database away'],
  ['steno-jobs', 'Workers found dead, and recordings taken over', 'taken over'],
  ['steno-overview', 'Dead letters'],
]

/** What a panel shows at its worst between two moments, by the panel's title and unit; null where it shows nothing. */
export async function readFigures(prometheus: Prometheus, fromMs: number, toMs: number): Promise<Map<string, number | null>> {
  const figures = new Map<string, number | null>()
  for (const [uid, title, legend] of looks) {
    const panel = dashboards.find((one) => one.uid === uid)?.rows.flatMap(({ panels }) => panels).find((one) => one.title === title)
    const query = panel?.queries.find((one) => legend === undefined || one.legend === legend)
    if (!panel || !query) throw new Error(`The dashboard ${uid} has no ${title} ${legend ?? ''}`)
    const line = legend?.replaceAll(/\{\{\w+\}\} ?/g, '')
    const name = `${title}${line ? `, ${line}` : ''}${panel.unit === 'none' ? '' : `, ${panel.unit}`}`
    figures.set(name, worstOf(panel, await prometheus.range(fill(query.expr), fromMs, toMs)))
  }
  return figures
}

/** Lines of which panels drew nothing between two moments. */
export async function findEmptyPanels(prometheus: Prometheus, fromMs: number, toMs: number): Promise<string[]> {
  const empty: string[] = []
  for (const { title: dashboard, rows } of dashboards) {
    for (const { title, queries } of rows.flatMap(({ panels }) => panels)) {
      for (const { expr, legend } of queries) {
        const series = await prometheus.range(fill(expr), fromMs, toMs)
        if (series.every(({ values }) => values.length === 0)) empty.push(`${dashboard}, ${title}${legend ? ` (${legend})` : ''}`)
      }
    }
  }
  return empty
}

/** Names of the alerts that were pending or firing at any time between two moments; with (at 15 times the pace) where only those did. */
export async function readAlerts(prometheus: Prometheus, fromMs: number, toMs: number, state: 'pending' | 'firing'): Promise<Alerts> {
  const series = await prometheus.range(`ALERTS{alertname=~"Steno.*", alertstate="${state}"}`, fromMs, toMs)
  const namesOf = (isQuick: boolean) =>
    [...new Set(series.filter(({ labels }) => (labels.pace === 'quick') === isQuick).map(({ labels }) => labels.alertname!.slice('Steno'.length)))].sort()
  return { real: namesOf(false), quick: namesOf(true) }
}

export interface Alerts {
  real: string[]
  quick: string[]
}

const fill = (expr: string) => expr.replaceAll('$__rate_interval', RATE_INTERVAL)

/** Parts of a whole count together, as far as they are drawn over the same time; of other lines the worst counts. */
function worstOf({ isStacked, isWorseBelow }: Panel, series: readonly Series[]): number | null {
  const extremes = series.flatMap(({ values }) => (values.length === 0 ? [] : [isWorseBelow ? Math.min(...values) : Math.max(...values)]))
  if (extremes.length === 0) return null
  if (isStacked) return extremes.reduce((sum, value) => sum + value, 0)
  return isWorseBelow ? Math.min(...extremes) : Math.max(...extremes)
}
