/** Units as Grafana names them. */
export type Unit = 's' | 'short' | 'percentunit' | 'bytes' | 'reqps' | 'ops' | 'none' | 'dateTimeFromNow'

export interface Query {
  expr: string
  /** What the line is called; labels as `{{task}}`. */
  legend?: string
}

export interface Panel {
  title: string
  /** What it shows, and when to worry. */
  help: string
  unit: Unit
  queries: readonly Query[]
  /** One large figure rather than lines. */
  isFigure?: true
  /** Lines stand on one another, since they are parts of a whole. */
  isStacked?: true
  /** Of 24. Default 12, of figures 4. */
  width?: number
  /** From here on it is red, and shown so. */
  worryAt?: number
  /** Less is worse, so it is red below. */
  isWorseBelow?: true
}

export interface Row {
  title: string
  panels: readonly Panel[]
}

/** A page of panels, one row below the other. */
export interface Dashboard {
  /** Also the name of its file. */
  uid: string
  title: string
  rows: readonly Row[]
}

/** 95 of 100 are faster. `by` are further labels. */
export function p95(histogram: string, selector = '', by: readonly string[] = []): string {
  const labels = ['le', ...by].join(', ')
  return `histogram_quantile(0.95, sum by (${labels}) (rate(${histogram}_bucket${selector}[$__rate_interval])))`
}

/** How often a second, by these labels. */
export function rate(counter: string, selector = '', by: readonly string[] = []): string {
  const grouping = by.length > 0 ? ` by (${by.join(', ')})` : ''
  return `sum${grouping} (rate(${counter}${selector}[$__rate_interval]))`
}
