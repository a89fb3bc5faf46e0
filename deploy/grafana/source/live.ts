import { p95, rate, type Dashboard } from './panel'

/** Whoever speaks and reads along. */
export const live: Dashboard = {
  uid: 'steno-live',
  title: 'Steno · live',
  rows: [
    {
      title: 'Sessions',
      panels: [
        { title: 'Sessions, connections and viewers', help: 'More connections than sessions: people are coming back, or have not begun.', unit: 'none', queries: [
          { expr: 'sum(steno_live_sessions)', legend: 'sessions' },
          { expr: 'sum(steno_live_connections)', legend: 'connections' },
          { expr: 'sum(steno_live_viewers)', legend: 'viewers' },
        ] },
        { title: 'Refusals by reason', help: 'live_busy: there is no room; others: somebody connects wrongly.', unit: 'ops', isStacked: true, queries: [{ expr: rate('steno_live_refusals_total', '', ['reason']), legend: '{{reason}}' }] },
        { title: 'Sessions by copy', help: 'How well they are spread.', unit: 'none', isStacked: true, queries: [{ expr: 'sum by (instance) (steno_live_sessions)', legend: '{{instance}}' }] },
        { title: 'Abandoned sessions that were finished', help: 'People lost their connection and did not come back; what they said is kept.', unit: 'ops', queries: [{ expr: rate('steno_live_settled_total'), legend: 'settled' }] },
      ],
    },
    {
      title: 'How soon',
      panels: [
        { title: 'First words (p95)', help: 'From the arrival of an utterance’s first sound.', unit: 's', worryAt: 3, queries: [{ expr: p95('steno_live_first_partial_seconds', '', ['instance']), legend: '{{instance}}' }] },
        { title: 'Final text (p95)', help: 'From the arrival of an utterance’s last sound, the pause that ends it included.', unit: 's', worryAt: 5, queries: [{ expr: p95('steno_live_final_seconds', '', ['instance']), legend: '{{instance}}' }] },
        { title: 'Lag', help: 'Longest wait of audio for its recognition.', unit: 's', worryAt: 2, queries: [{ expr: 'max by (instance) (steno_live_lag_seconds)', legend: '{{instance}}' }] },
        { title: 'Recognizer threads at work', help: 'Share of time of the busiest one; near 1 newcomers are refused.', unit: 'percentunit', worryAt: 0.9, queries: [{ expr: 'max by (instance) (steno_live_recognizer_busy_ratio)', legend: '{{instance}}' }] },
        { title: 'Streams decoded together', help: 'On a graphics card, large batches are the point.', unit: 'none', queries: [
          { expr: 'sum(rate(steno_live_decode_batch_streams_sum[$__rate_interval])) / sum(rate(steno_live_decode_batch_streams_count[$__rate_interval]))', legend: 'average' },
          { expr: p95('steno_live_decode_batch_streams'), legend: 'p95' },
        ] },
        { title: 'Streams', help: 'Open in recognition.', unit: 'none', queries: [{ expr: 'sum by (instance) (steno_live_recognizer_streams)', legend: '{{instance}}' }] },
      ],
    },
    {
      title: 'Troubles',
      panels: [
        { title: 'Writes that were repeated', help: 'Storage or database are away or slow; audio waits.', unit: 'ops', queries: [{ expr: rate('steno_live_store_troubles_total', '', ['instance']), legend: '{{instance}}' }] },
        { title: 'Translation', help: 'The language model is away, slow or refuses.', unit: 'ops', queries: [{ expr: rate('steno_live_translation_troubles_total', '', ['instance']), legend: '{{instance}}' }] },
        { title: 'Recognizer threads that died', help: 'A model or driver is at fault, or memory runs out.', unit: 'ops', queries: [{ expr: rate('steno_live_recognizer_deaths_total', '', ['instance']), legend: '{{instance}}' }] },
        { title: 'What recognition runs on', help: 'fell_back: another one was wished for.', unit: 'none', queries: [{ expr: 'sum by (process, provider, fell_back) (steno_recognizer_provider)', legend: '{{process}} {{provider}} fell back: {{fell_back}}' }] },
      ],
    },
  ],
}
