import type { QueueFacts } from '#domain/jobs/queue-facts.server'
import type { RecognizerPool } from '#domain/recognition/recognizer-pool.server'
import { limits } from '#domain/limits/limits'
import { keepFor } from '#domain/telemetry/keep-for.server'
import type { Metrics } from '#domain/telemetry/metrics.server'

/** What a worker counts. */
export function makeWorkerMetrics(metrics: Metrics) {
  return {
    jobs: metrics.counter({
      name: 'steno_worker_jobs_total',
      what: 'Jobs that ended, by task and outcome.',
      rise: 'of failed, postponed or error, something breaks: the log says what; of done, work.',
      labels: ['task', 'outcome'],
    }),
    jobSeconds: metrics.histogram({
      name: 'steno_worker_job_seconds',
      what: 'How long jobs took, by task.',
      rise: 'longer files, or slower recognition where the audio seconds do not rise with it.',
      labels: ['task'],
      buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 10_800],
    }),
    audioSeconds: metrics.counter({
      name: 'steno_worker_audio_seconds_total',
      what: 'Seconds of audio worked through.',
      rise: 'work; its rate is the throughput, as a multiple of real time.',
    }),
    takeovers: metrics.counter({
      name: 'steno_worker_takeovers_total',
      what: 'Recordings taken over from a worker that died.',
      rise: 'workers crash, are killed, or are too slow to show that they live.',
    }),
    setbacks: metrics.counter({
      name: 'steno_worker_setbacks_total',
      what: 'Attempts at a recording that ended in an error, by its code.',
      rise: 'the code says what breaks.',
      labels: ['code'],
    }),
    stepsDegraded: metrics.counter({
      name: 'steno_worker_steps_degraded_total',
      what: 'Steps after a transcript whose outcome is less than it could be, by step and reason.',
      rise: 'a provider is away, or not configured.',
      labels: ['step', 'reason'],
    }),
    deadPools: metrics.counter({
      name: 'steno_worker_dead_pools_total',
      what: 'Workers that this one found dead.',
      rise: 'workers crash, are killed, or are too slow to show that they live.',
    }),
    queueMended: metrics.counter({
      name: 'steno_worker_queue_mended_total',
      what: 'Recordings that had fallen out of the queue and were put back.',
      rise: 'crashes at unlucky moments; a steady one is a fault of Steno.',
    }),
    databaseTroubles: metrics.counter({
      name: 'steno_worker_database_troubles_total',
      what: 'Statements that met a database that was away, and were repeated.',
      rise: 'PostgreSQL restarts, is overloaded or out of reach.',
    }),
    upkeep: metrics.counter({
      name: 'steno_worker_upkeep_total',
      what: 'What the upkeep found and did, by duty and kind.',
      rise: 'the house is kept; a kind that was rare and is not any more, ask why.',
      labels: ['duty', 'what'],
    }),
    upkeepRuns: metrics.counter({
      name: 'steno_worker_upkeep_runs_total',
      what: 'Runs of the duties of the upkeep, by duty and outcome.',
      rise: 'of error, a duty is left undone: the log says why; of done, work.',
      labels: ['duty', 'outcome'],
    }),
    objectsDeleted: metrics.counter({
      name: 'steno_worker_objects_deleted_total',
      what: 'Stored objects deleted after their rows, or as orphans.',
      rise: 'people or retention delete recordings.',
    }),
    orphansSpared: metrics.gauge({
      name: 'steno_worker_orphans_spared',
      what: 'Stored objects without a row that were left alone, because storage and database may not belong together.',
      rise: 'another bucket, folder or database is in use, or an old backup of one of them.',
    }),
    missingAudio: metrics.gauge({
      name: 'steno_worker_recordings_audio_missing',
      what: 'Finished recordings whose audio is not in storage.',
      rise: 'storage lost objects, or the wrong folder or bucket is mounted.',
    }),
  }
}

export type WorkerMetrics = ReturnType<typeof makeWorkerMetrics>

/** How the whole installation's queue stands; every worker tells the same. Asked anew for each scrape. */
export function exposeQueue(metrics: Metrics, getQueueFacts: () => Promise<QueueFacts>): void {
  const known = keepFor(limits.scrapeKeepMs, getQueueFacts)
  metrics.gauges(known, [
    {
      name: 'steno_queue_recordings',
      what: 'Recordings that wait.',
      rise: 'more comes in than the workers recognise: add workers where it goes on.',
      of: ({ waiting }) => waiting,
    },
    {
      name: 'steno_queue_oldest_seconds',
      what: 'How long the oldest of them has waited.',
      rise: 'the queue is long, or, while nothing runs, no worker takes jobs.',
      of: ({ oldestWaitMs }) => oldestWaitMs / 1000,
    },
    {
      name: 'steno_queue_running',
      what: 'Recordings in work on all workers.',
      rise: 'work; at its ceiling while others wait, more workers would help.',
      of: ({ running }) => running,
    },
    {
      name: 'steno_queue_dead_letters',
      what: 'Recordings that failed for good and that no administrator has settled.',
      rise: 'a fault, of Steno or of what it works with: their errors tell. Files that cannot be read do not count.',
      of: ({ deadLetters }) => deadLetters,
    },
    {
      name: 'steno_queue_object_deletions',
      what: 'Objects whose deletion is still to be done.',
      rise: 'much was deleted, or storage refuses deletions.',
      of: ({ objectDeletions }) => objectDeletions,
    },
    {
      name: 'steno_storage_recordings_bytes',
      what: 'What people’s recordings take in storage, as they sent them.',
      rise: 'more is kept: look at the room on the disk, or at the bill for the bucket.',
      of: ({ storedBytes }) => storedBytes,
    },
  ])
  metrics.gauge({
    name: 'steno_queue_unknown',
    what: 'Whether the database did not answer this scrape (1), so that the figures of the queue are old.',
    rise: 'the database is away.',
    collect: async (gauge) => gauge.set(await known().then(() => 0, () => 1)),
  })
}

/** What the recognizer threads have to do. */
export function exposePool(metrics: Metrics, pool: Pick<RecognizerPool, 'threads' | 'load'>): void {
  metrics.gauge({
    name: 'steno_worker_recognizer_windows',
    what: 'Windows of at most 30 s that wait for a recognizer thread or are in one.',
    rise: 'the threads are busy; next to their number it says how far behind they are.',
    collect: (gauge) => gauge.set(pool.load),
  })
  metrics.gauge({
    name: 'steno_worker_recognizer_threads',
    what: 'Recognizer threads of the worker.',
    rise: 'it was calibrated or configured anew.',
    collect: (gauge) => gauge.set(pool.threads),
  })
}
