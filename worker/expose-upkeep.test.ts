import { expect, it } from 'vitest'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import type { DutyFacts } from '#domain/upkeep/duty-facts.server'
import { dutyNames, dutyPeriodMs } from '#domain/upkeep/duty-names'
import { exposeUpkeep } from './expose-upkeep'
import { taskList } from './tasks/task-list'

it('tells of every duty whether it is late and whether it failed, and of an answer that does not come nothing new', async () => {
  const metrics = makeMetrics('worker', { defaults: false })
  let facts: DutyFacts[] | null = [{ duty: 'cycles', overdueMs: 7_300_000, failed: false }, { duty: 'reconcile', overdueMs: 0, failed: true }]
  exposeUpkeep(metrics, async () => facts ?? Promise.reject(new Error('away')))
  const read = async () => (await metrics.render()).text.split('\n').filter((line) => line.startsWith('steno_')).map((line) => line.replace(/,process="worker"/, ''))
  const before = await read()
  expect(before).toHaveLength(2 * dutyNames.length)
  expect(before).toEqual(expect.arrayContaining([
    'steno_upkeep_overdue_seconds{duty="cycles"} 7300', 'steno_upkeep_overdue_seconds{duty="reconcile"} 0',
    'steno_upkeep_failed{duty="cycles"} 0', 'steno_upkeep_failed{duty="reconcile"} 1', 'steno_upkeep_failed{duty="vectors"} 0',
  ]))
  facts = null
  expect(await read()).toEqual(before)
})

it('expects each duty as often as its task comes', () => {
  const tasks: Record<string, string> = { search: 'tend-search', vectors: 'tidy-vectors', reconcile: 'reconcile' }
  const periods: [RegExp, number][] = [[/^\* \* \* \* \*$/, 60_000], [/^\d+ \* \* \* \*$/, 3_600_000], [/^\d+ \d+ \* \* \*$/, 86_400_000]]
  for (const duty of dutyNames) {
    const cron = taskList.find(({ name }) => name === (tasks[duty] ?? 'cleanup'))!.cron!
    expect(periods.find(([pattern]) => pattern.test(cron))?.[1], duty).toBe(dutyPeriodMs(duty))
  }
})
