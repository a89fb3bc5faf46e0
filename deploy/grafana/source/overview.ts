import { p95, rate, type Dashboard } from './panel'

const errors = `${rate('steno_web_request_seconds_count', '{status="5xx"}')} or vector(0)`
const all = rate('steno_web_request_seconds_count')

/** What to look at first: whether people are served. */
export const overview: Dashboard = {
  uid: 'steno-overview',
  title: 'Steno · overview',
  rows: [
    {
      title: 'Now',
      panels: [
        { title: 'Copies that answer', help: 'Of web, live and worker together.', unit: 'none', isFigure: true, width: 3, queries: [{ expr: 'sum(up{job=~"steno-.*"})' }], worryAt: 3, isWorseBelow: true },
        { title: 'Copies not ready', help: 'Copies that cannot reach their database, storage or models: nobody is sent to them. Web that has lost only its storage goes on, and is not counted.', unit: 'none', isFigure: true, width: 3, queries: [{ expr: 'sum(max by (process, instance) (steno_not_ready))' }], worryAt: 1 },
        { title: 'Requests that fail', help: 'Share of answers that are 5xx. Above 2 % somebody is woken.', unit: 'percentunit', isFigure: true, queries: [{ expr: `(${errors}) / ${all}` }], worryAt: 0.02 },
        { title: 'Speaking', help: 'Live sessions that this installation holds.', unit: 'none', isFigure: true, width: 3, queries: [{ expr: 'sum(steno_live_sessions)' }] },
        { title: 'Recordings waiting', help: 'Uploads without a worker.', unit: 'none', isFigure: true, queries: [{ expr: 'max(steno_queue_recordings)' }] },
        { title: 'Dead letters', help: 'Failed for good, and not settled yet: Failed jobs in the menu.', unit: 'none', isFigure: true, width: 3, queries: [{ expr: 'max(steno_queue_dead_letters)' }], worryAt: 1 },
        { title: 'Certificate ends', help: 'Caddy renews it when a third of its time is left.', unit: 'dateTimeFromNow', isFigure: true, queries: [{ expr: 'min(steno_certificate_expiry_timestamp_seconds) * 1000' }] },
      ],
    },
    {
      title: 'People',
      panels: [
        { title: 'Answers by status', help: 'Pages and API.', unit: 'reqps', isStacked: true, queries: [{ expr: rate('steno_web_request_seconds_count', '', ['status']), legend: '{{status}}' }] },
        { title: 'Words appear after (p95)', help: 'From the sound to the first words, and from the end of an utterance to its final text.', unit: 's', worryAt: 3, queries: [
          { expr: p95('steno_live_first_partial_seconds'), legend: 'first words' },
          { expr: p95('steno_live_final_seconds'), legend: 'final text' },
        ] },
        { title: 'Oldest recording in the queue', help: 'What a person who has just uploaded may have to wait.', unit: 's', worryAt: 900, queries: [{ expr: 'max(steno_queue_oldest_seconds)', legend: 'waits' }] },
        { title: 'Searches by mode', help: 'A weakness other than none: search goes by words alone.', unit: 'ops', isStacked: true, queries: [{ expr: rate('steno_searches_total', '', ['mode', 'weakness']), legend: '{{mode}} {{weakness}}' }] },
      ],
    },
    {
      title: 'Machines',
      panels: [
        { title: 'Event loop (p99)', help: 'Everything that a process does waits as long.', unit: 's', worryAt: 0.5, queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds{process=~"web|live|worker"}', legend: '{{process}} {{instance}}' }] },
        { title: 'Processor', help: '1 is one core at work all the time.', unit: 'none', queries: [{ expr: 'sum by (process, instance) (rate(process_cpu_seconds_total{process=~"web|live|worker"}[$__rate_interval]))', legend: '{{process}} {{instance}}' }] },
        { title: 'Memory', help: 'Resident, models included.', unit: 'bytes', queries: [{ expr: 'process_resident_memory_bytes{process=~"web|live|worker"}', legend: '{{process}} {{instance}}' }] },
        { title: 'Disk that is free', help: 'Of the disk that holds the data folder.', unit: 'percentunit', worryAt: 0.1, isWorseBelow: true, queries: [{ expr: 'min by (process) (steno_disk_free_bytes / steno_disk_size_bytes)', legend: '{{process}}' }] },
        { title: 'Connections to the database', help: 'Used ones; the line of those that wait should lie at zero.', unit: 'none', queries: [
          { expr: 'sum by (process, instance) (steno_database_connections{state="used"})', legend: '{{process}} {{instance}} used' },
          { expr: 'sum by (process, instance) (steno_database_waiting)', legend: '{{process}} {{instance}} waiting' },
        ] },
        { title: 'Recordings in storage', help: 'As people sent them.', unit: 'bytes', queries: [{ expr: 'max(steno_storage_recordings_bytes)', legend: 'stored' }] },
      ],
    },
  ],
}
