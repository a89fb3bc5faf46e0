import type { Metrics } from '#domain/telemetry/metrics.server'

const LATENCY_SECONDS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10]

/** What the live server counts. */
export function makeLiveMetrics(metrics: Metrics) {
  return {
    connections: metrics.gauge({
      name: 'steno_live_connections',
      what: 'Open connections of speakers.',
      rise: 'more people speak at once, or connections are not let go.',
    }),
    viewers: metrics.gauge({
      name: 'steno_live_viewers',
      what: 'Open connections of viewers.',
      rise: 'shared sessions have more viewers.',
    }),
    sessions: metrics.gauge({
      name: 'steno_live_sessions',
      what: 'Sessions held by this server.',
      rise: 'more people speak at once.',
    }),
    refusals: metrics.counter({
      name: 'steno_live_refusals_total',
      what: 'Connections and sessions refused, by reason.',
      rise: 'somebody connects wrongly, or there is too little room.',
      labels: ['reason'],
    }),
    settled: metrics.counter({
      name: 'steno_live_settled_total',
      what: 'Abandoned sessions that were finished.',
      rise: 'connections are lost and people do not come back.',
    }),
    translationTroubles: metrics.counter({
      name: 'steno_live_translation_troubles_total',
      what: 'Times that live translation went away, or a translation could not be kept.',
      rise: 'the language model is away, slow or refuses: captions go on without translations.',
    }),
    firstPartial: metrics.histogram({
      name: 'steno_live_first_partial_seconds',
      what: 'Time from the arrival of an utterance’s first sound to its first words.',
      rise: 'words appear late: too many sessions, or something else takes the processor.',
      buckets: LATENCY_SECONDS,
    }),
    final: metrics.histogram({
      name: 'steno_live_final_seconds',
      what: 'Time from the arrival of an utterance’s last sound to its final text, the pause that ends it included.',
      rise: 'words settle late: too many sessions, or something else takes the processor.',
      buckets: LATENCY_SECONDS,
    }),
    batchStreams: metrics.histogram({
      name: 'steno_live_decode_batch_streams',
      what: 'Streams that were decoded together.',
      rise: 'more people speak at once to a streaming model; on a graphics card that is the point.',
      buckets: [1, 2, 4, 8, 16, 32, 64],
    }),
    threadDeaths: metrics.counter({
      name: 'steno_live_recognizer_deaths_total',
      what: 'Recognizer threads that died and were replaced.',
      rise: 'a model or a driver is at fault, or memory runs out.',
    }),
    storeTroubles: metrics.counter({
      name: 'steno_live_store_troubles_total',
      what: 'Writes of live audio that had to be tried again.',
      rise: 'storage or database are away or slow.',
    }),
  }
}

export type LiveMetrics = ReturnType<typeof makeLiveMetrics>

/** What recognition reports of itself at each scrape. */
export function exposeLoad(metrics: Metrics, load: () => { streams: number; busy: number; lagMs: number }): void {
  metrics.gauge({
    name: 'steno_live_recognizer_streams',
    what: 'Streams that are recognised.',
    rise: 'more people speak at once.',
    collect: (gauge) => gauge.set(load().streams),
  })
  metrics.gauge({
    name: 'steno_live_recognizer_busy_ratio',
    what: 'Share of time in which the busiest recognizer thread works.',
    rise: 'there is less room for new sessions; near 1 new ones are refused.',
    collect: (gauge) => gauge.set(load().busy),
  })
  metrics.gauge({
    name: 'steno_live_lag_seconds',
    what: 'Longest wait of audio for its recognition over the last seconds.',
    rise: 'words appear late: too many sessions, or something else takes the processor.',
    collect: (gauge) => gauge.set(load().lagMs / 1000),
  })
}
