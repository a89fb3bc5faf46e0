import { p95, rate, type Dashboard } from './panel'

/** The queue, and what is done about it. */
export const jobs: Dashboard = {
  uid: 'steno-jobs',
  title: 'Steno · jobs',
  rows: [
    {
      title: 'The queue',
      panels: [
        { title: 'Recordings', help: 'Waiting and in work.', unit: 'none', queries: [
          { expr: 'max(steno_queue_recordings)', legend: 'waiting' },
          { expr: 'max(steno_queue_running)', legend: 'in work' },
        ] },
        { title: 'Oldest wait by task', help: 'Of jobs that could be taken now.', unit: 's', worryAt: 1800, queries: [{ expr: 'max by (task) (steno_queue_task_oldest_seconds)', legend: '{{task}}' }] },
        { title: 'Jobs waiting by task', help: 'That could be taken now.', unit: 'none', isStacked: true, queries: [{ expr: 'max by (task) (steno_queue_task_jobs_waiting)', legend: '{{task}}' }] },
        { title: 'Jobs running by task', help: 'On all workers.', unit: 'none', isStacked: true, queries: [{ expr: 'max by (task) (steno_queue_task_jobs_running)', legend: '{{task}}' }] },
        { title: 'Dead letters', help: 'Failed for good, and not settled yet.', unit: 'none', worryAt: 1, queries: [{ expr: 'max(steno_queue_dead_letters)', legend: 'dead letters' }] },
        { title: 'Objects to delete', help: 'A rise that stays: storage refuses deletions.', unit: 'none', queries: [{ expr: 'max(steno_queue_object_deletions)', legend: 'objects' }] },
      ],
    },
    {
      title: 'The work',
      panels: [
        { title: 'Jobs by outcome', help: 'failed and error: look at the log; postponed and given_back come again.', unit: 'ops', isStacked: true, queries: [{ expr: rate('steno_worker_jobs_total', '{outcome!="skipped"}', ['outcome']), legend: '{{outcome}}' }] },
        { title: 'How long jobs take (p95)', help: 'Transcriptions take as long as their files.', unit: 's', queries: [{ expr: p95('steno_worker_job_seconds', '', ['task']), legend: '{{task}}' }] },
        { title: 'Audio worked through', help: 'Seconds of audio a second: times real time.', unit: 'none', queries: [{ expr: rate('steno_worker_audio_seconds_total', '', ['instance']), legend: '{{instance}}' }] },
        { title: 'Windows for the recognizer threads', help: 'Next to the number of threads: how far behind they are.', unit: 'none', queries: [
          { expr: 'sum by (instance) (steno_worker_recognizer_windows)', legend: '{{instance}} windows' },
          { expr: 'sum by (instance) (steno_worker_recognizer_threads)', legend: '{{instance}} threads' },
        ] },
        { title: 'Setbacks by code', help: 'Attempts that ended in an error.', unit: 'ops', isStacked: true, queries: [{ expr: rate('steno_worker_setbacks_total', '', ['code']), legend: '{{code}}' }] },
        { title: 'Steps with less than they could', help: 'A provider is away, or not configured.', unit: 'ops', isStacked: true, queries: [{ expr: rate('steno_worker_steps_degraded_total', '', ['step', 'reason']), legend: '{{step}} {{reason}}' }] },
      ],
    },
    {
      title: 'Workers, storage and models',
      panels: [
        { title: 'Workers found dead, and recordings taken over', help: 'They crash, are killed, or are too slow to show that they live.', unit: 'ops', queries: [
          { expr: rate('steno_worker_dead_pools_total'), legend: 'dead' },
          { expr: rate('steno_worker_takeovers_total'), legend: 'taken over' },
          { expr: rate('steno_worker_queue_mended_total'), legend: 'put back' },
        ] },
        { title: 'Database away', help: 'Statements that were repeated.', unit: 'ops', queries: [{ expr: rate('steno_worker_database_troubles_total', '', ['instance']), legend: '{{instance}}' }] },
        { title: 'Storage against database', help: 'Audio that is missing, and objects that nobody knows.', unit: 'none', worryAt: 1, queries: [
          { expr: 'max(steno_worker_recordings_audio_missing)', legend: 'audio missing' },
          { expr: 'max(steno_worker_orphans_spared)', legend: 'orphans spared' },
        ] },
        { title: 'Upkeep that is overdue', help: 'Past the time at which a duty was to begin again: no worker ran then, or the lane is held up.', unit: 's', worryAt: 7200, queries: [{ expr: 'max by (duty) (steno_upkeep_overdue_seconds) > 0', legend: '{{duty}}' }] },
        { title: 'Upkeep that failed', help: '1: the last run of this duty failed, and it is left undone until one succeeds.', unit: 'none', worryAt: 1, queries: [{ expr: 'max by (duty) (steno_upkeep_failed) > 0', legend: '{{duty}}' }] },
        { title: 'What the upkeep finds', help: 'A kind that was rare and is not any more: ask why.', unit: 'ops', isStacked: true, queries: [{ expr: rate('steno_worker_upkeep_total', '', ['duty', 'what']), legend: '{{duty}} {{what}}' }] },
        { title: 'Calls to the model server', help: 'Any outcome but done: people get less than they could.', unit: 'ops', isStacked: true, queries: [{ expr: rate('steno_provider_calls_total', '', ['kind', 'outcome']), legend: '{{kind}} {{outcome}}' }] },
        { title: 'Model server (p95)', help: 'Of a call with its retries; of a stream until its first word.', unit: 's', queries: [{ expr: p95('steno_provider_call_seconds', '', ['kind']), legend: '{{kind}}' }] },
        { title: 'Calls held back', help: '1: so many failed in a row that the server is left alone for a while.', unit: 'none', worryAt: 1, queries: [{ expr: 'max by (kind) (steno_provider_breaker_open_count)', legend: '{{kind}}' }] },
      ],
    },
  ],
}
