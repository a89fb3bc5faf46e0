import type { Metrics } from '#domain/telemetry/metrics.server'
import type { OnAnswered } from './request-log'

/** Counts and times what the web process answers. */
export function makeWebMetrics(metrics: Metrics): OnAnswered {
  const seconds = metrics.histogram({
    name: 'steno_web_request_seconds',
    what: 'Time from a request to the last byte of its answer.',
    rise: 'pages have become slow, or the database behind them has.',
    labels: ['method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })
  // Classes of status, so that the series stay few.
  return ({ method, status, durationSeconds }) => {
    seconds.observe({ method, status: `${Math.floor(status / 100)}xx` }, durationSeconds)
  }
}
