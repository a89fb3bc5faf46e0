import { expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { makeMetrics } from '../telemetry/metrics.server'
import { exposeProvider, listProviderReports, reportProvider } from './provider-reports.server'

const test = useDatabase()
const fellBack = { provider: 'cpu', reason: 'Recognition runs on the processor: there is no card.' } as const

it('tells the pages what each process runs on now, and why', async () => {
  await reportProvider(test.db, 'worker', fellBack)
  await reportProvider(test.db, 'live', { provider: 'cpu', reason: null })
  await reportProvider(test.db, 'live', { provider: 'cuda', reason: null })
  expect(await listProviderReports(test.db)).toMatchObject([
    { process: 'live', provider: 'cuda', reason: null },
    { process: 'worker', ...fellBack },
  ])
})

it('is a metric', async () => {
  const metrics = makeMetrics('worker', { defaults: false })
  exposeProvider(metrics, fellBack)
  expect((await metrics.render()).text).toMatch(/steno_recognizer_provider{provider="cpu",fell_back="true",process="worker"} 1/)
})
