import type { Metrics } from '../telemetry/metrics.server'
import type { SearchMode, SearchWeakness } from './search'

export interface SearchMetrics {
  /** Starts the clock of a search; call what it returns with how it ended. */
  start(mode: SearchMode): (weakness: SearchWeakness | null) => void
}

export function makeSearchMetrics(metrics: Metrics): SearchMetrics {
  const seconds = metrics.histogram({
    name: 'steno_search_seconds',
    what: 'How long searches took.',
    rise: 'people wait; look at the size of the library, the vector store and the embedding model.',
    labels: ['mode'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  })
  const searches = metrics.counter({
    name: 'steno_searches_total',
    what: 'Searches by mode, and by what made them weaker than asked for (none where nothing did).',
    rise: 'of a weakness other than none: search falls back to words; look at what it names.',
    labels: ['mode', 'weakness'],
  })
  return {
    start(mode) {
      const end = seconds.startTimer({ mode })
      return (weakness) => {
        end()
        searches.inc({ mode, weakness: weakness ?? 'none' })
      }
    },
  }
}
