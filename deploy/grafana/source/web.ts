import { p95, rate, type Dashboard } from './panel'

/** Answers that stay open say nothing of how fast pages are. */
const quick = '{route!~".*/events|/recordings/:id/audio|/ask/answer|/api/v1/rag/ask"}'

/** Pages and API, from both ends. */
export const web: Dashboard = {
  uid: 'steno-web',
  title: 'Steno · web',
  rows: [
    {
      title: 'The server',
      panels: [
        { title: 'Requests by route', help: 'The ten most asked for.', unit: 'reqps', isStacked: true, queries: [{ expr: `topk(10, ${rate('steno_web_request_seconds_count', '', ['route'])})`, legend: '{{route}}' }] },
        { title: 'Slowest routes (p95)', help: 'The ten slowest, without answers that stay open.', unit: 's', worryAt: 2.5, queries: [{ expr: `topk(10, ${p95('steno_web_request_seconds', quick, ['route'])})`, legend: '{{route}}' }] },
        { title: 'Answers by status', help: '5xx are ours, 4xx somebody else’s.', unit: 'reqps', isStacked: true, queries: [{ expr: rate('steno_web_request_seconds_count', '', ['status']), legend: '{{status}}' }] },
        { title: 'Failures by route', help: 'Where the 5xx come from.', unit: 'reqps', isStacked: true, queries: [{ expr: rate('steno_web_request_seconds_count', '{status="5xx"}', ['route', 'method']), legend: '{{method}} {{route}}' }] },
        { title: 'Searches (p95)', help: 'By mode.', unit: 's', queries: [{ expr: p95('steno_search_seconds', '', ['mode']), legend: '{{mode}}' }] },
        { title: 'Answers to questions', help: 'extractive: without a language model.', unit: 'ops', isStacked: true, queries: [{ expr: rate('steno_ask_answers_total', '', ['method', 'outcome']), legend: '{{method}} {{outcome}}' }] },
      ],
    },
    {
      title: 'The browsers',
      panels: [
        { title: 'Largest paint (LCP, p75)', help: 'Good below 2.5 s.', unit: 's', worryAt: 2.5, queries: [{ expr: p75('LCP'), legend: '{{route}}' }] },
        { title: 'Next paint after a touch (INP, p75)', help: 'Good below 0.2 s.', unit: 's', worryAt: 0.2, queries: [{ expr: p75('INP'), legend: '{{route}}' }] },
        { title: 'First byte (TTFB, p75)', help: 'Good below 0.8 s: the server, and the way to it.', unit: 's', worryAt: 0.8, queries: [{ expr: p75('TTFB'), legend: '{{route}}' }] },
        { title: 'First paint (FCP, p75)', help: 'Good below 1.8 s.', unit: 's', worryAt: 1.8, queries: [{ expr: p75('FCP'), legend: '{{route}}' }] },
        { title: 'Layout shift (CLS, p75)', help: 'Good below 0.1.', unit: 'none', worryAt: 0.1, queries: [{
          expr: 'histogram_quantile(0.75, sum by (le, route) (rate(steno_web_layout_shift_ratio_bucket[1h])))', legend: '{{route}}',
        }] },
        { title: 'Pages that told', help: 'How many the figures rest on.', unit: 'ops', queries: [{ expr: rate('steno_web_vital_seconds_count', '{vital="TTFB"}', ['route']), legend: '{{route}}' }] },
      ],
    },
  ],
}

/** As the web vitals are judged: three of four visits are at least this good. Over an hour, since visits are few. */
function p75(vital: string): string {
  return `histogram_quantile(0.75, sum by (le, route) (rate(steno_web_vital_seconds_bucket{vital="${vital}"}[1h])))`
}
