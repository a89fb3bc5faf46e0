import type { Metrics } from '#domain/telemetry/metrics.server'
import type { Vital } from './vitals'
import type { OnAnswered } from './request-log'

export interface WebMetrics {
  onAnswered: OnAnswered
  /** Told of what a browser has measured of a page. */
  onVital(route: string, vital: Vital): void
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Counts and times what the web process answers, and what browsers tell of its pages. */
export function makeWebMetrics(metrics: Metrics): WebMetrics {
  const seconds = metrics.histogram({
    name: 'steno_web_request_seconds',
    what: 'Time from a request to the last byte of its answer.',
    rise: 'pages have become slow, or the database behind them has; answers that stay open, such as events, take their time by nature.',
    labels: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })
  const vitalSeconds = metrics.histogram({
    name: 'steno_web_vital_seconds',
    what: 'Web vitals as browsers measured them: LCP, INP, FCP and TTFB.',
    rise: 'people wait longer: TTFB is the server and the way to it, LCP and FCP the page, INP its scripts.',
    labels: ['vital', 'route'],
    buckets: [0.05, 0.1, 0.2, 0.5, 0.8, 1.8, 2.5, 4, 10],
  })
  const shift = metrics.histogram({
    name: 'steno_web_layout_shift_ratio',
    what: 'Cumulative layout shift (CLS) as browsers measured it.',
    rise: 'things jump about while pages load.',
    labels: ['route'],
    buckets: [0.01, 0.05, 0.1, 0.15, 0.25, 0.5, 1],
  })
  return {
    // Templates and classes, so that the series stay few.
    onAnswered({ method, route, status, durationSeconds }) {
      const labels = { method: METHODS.has(method) ? method : 'other', route, status: `${Math.floor(status / 100)}xx` }
      seconds.observe(labels, durationSeconds)
    },
    onVital(route, { name, value }) {
      if (name === 'CLS') shift.observe({ route }, value)
      else vitalSeconds.observe({ vital: name, route }, value / 1000)
    },
  }
}
