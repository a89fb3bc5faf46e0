import { quantile } from '../web/figures'
import type { Row } from '../load/tally'
import type { Alerts } from './figures'

/** What was seen of one phase. */
export interface Seen {
  phase: string
  /** By what people did. */
  people: ReadonlyMap<string, Row>
  /** How long into the phase a copy was not ready; 0 where all were all the time. */
  unreadyMs: number
  figures: ReadonlyMap<string, number | null>
  pending: Alerts
  firing: Alerts
}

/** One row for what people did and for each figure of the dashboards, one column a phase. In Markdown. */
export function renderTable(phases: readonly Seen[]): string {
  const acts = [...new Set(phases.flatMap(({ people }) => [...people.keys()]))]
  const names = [...new Set(phases.flatMap(({ figures }) => [...figures.keys()]))]
  const rows = [
    ['', ...phases.map(({ phase }) => phase)],
    ['---', ...phases.map(() => '--:')],
    ['all copies ready after, s', ...phases.map(({ unreadyMs }) => shown(unreadyMs / 1000))],
    ...acts.map((act) => [act, ...phases.map(({ people }) => cellOf(people.get(act)))]),
    ...names.map((name) => [name, ...phases.map(({ figures }) => shown(figures.get(name) ?? null))]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`).join('\n')
}

/** What failed of how many, and the 95th percentile: `2/31 0.45 s`. */
function cellOf(row: Row | undefined): string {
  if (!row) return '–'
  return `${row.errors.length}/${row.timesMs.length} ${shown(quantile(row.timesMs, 0.95) / 1000)} s`
}

const shown = (value: number | null) => (value === null ? '–' : String(Number(value.toPrecision(value >= 100 ? 3 : 2))))

/** A line for each phase with alerts, and for each kind of error that people met. */
export function renderNotes(phases: readonly Seen[]): string[] {
  return phases.flatMap(({ phase, people, pending, firing }) => [
    ...linesOf(`${phase}: pending`, pending.real),
    ...linesOf(`${phase}: firing`, firing.real),
    ...linesOf(`${phase}: would fire if it lasted`, firing.quick),
    ...[...people].flatMap(([act, { errors }]) => [...new Set(errors)].map((message) =>
      `${phase}: ${act}: ${errors.filter((one) => one === message).length} × ${message}`)),
  ])
}

const linesOf = (what: string, names: readonly string[]) => (names.length === 0 ? [] : [`${what}: ${names.join(', ')}`])
