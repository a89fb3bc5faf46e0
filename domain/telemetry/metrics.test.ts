import { expect, it } from 'vitest'
import { makeMetrics } from './metrics.server'

it('renders metrics that say what a rise means, and Node’s event-loop delay', async () => {
  const metrics = makeMetrics('worker')
  const jobs = metrics.counter({
    name: 'steno_jobs_total',
    what: 'Jobs finished.',
    rise: 'more work is done.',
    labels: ['result'],
  })
  jobs.inc({ result: 'done' }, 2)
  metrics.gauge({
    name: 'steno_queue_jobs',
    what: 'Jobs waiting.',
    rise: 'workers lag.',
    collect: (gauge) => gauge.set(7),
  })
  metrics
    .histogram({ name: 'steno_job_seconds', what: 'Time a job takes.', rise: 'jobs are slower.', buckets: [1, 10] })
    .observe(3)
  const { contentType, text } = await metrics.render()
  expect(contentType).toContain('text/plain')
  expect(text).toContain('# HELP steno_jobs_total Jobs finished. A rise means: more work is done.')
  expect(text).toContain('steno_jobs_total{result="done",process="worker"} 2')
  expect(text).toContain('steno_queue_jobs{process="worker"} 7')
  expect(text).toContain('steno_job_seconds_bucket{le="10",process="worker"} 1')
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds')
})

it('refuses a counter whose name does not say so', () => {
  const metrics = makeMetrics('web', { defaults: false })
  expect(() => metrics.counter({ name: 'steno_jobs', what: 'Jobs.', rise: 'more.' })).toThrow('ends in _total')
})

it('asks once for figures that belong together, and tells those of this very scrape', async () => {
  const metrics = makeMetrics('web', { defaults: false })
  let asked = 0
  let isAway = false
  const load = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (isAway) throw new Error('away')
    return { one: ++asked, two: 20 }
  }
  metrics.gauges(load, [
    { name: 'steno_one', what: 'One.', rise: 'more.', of: ({ one }) => one },
    { name: 'steno_two', what: 'Two.', rise: 'more.', of: ({ two }) => two },
  ])
  expect((await metrics.render()).text).toMatch(/steno_one{process="web"} 1\n[^]*steno_two{process="web"} 20/)
  isAway = true
  expect((await metrics.render()).text).toContain('steno_two{process="web"} 20')
  expect(asked).toBe(1)
})
