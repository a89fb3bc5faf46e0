import { beforeEach, expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { listDutyFacts, noteDuties } from './duty-facts.server'
import { dutyNames } from './duty-names'
import { noteRun } from './upkeep-runs.server'

const test = useDatabase()
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
beforeEach(async () => void (await test.client.query(`delete from upkeep_runs; delete from installation where key = 'duties_known_since'`)))

/** Whole hours by which duties are overdue, those that are. */
async function overdue(): Promise<Record<string, number>> {
  const facts = await listDutyFacts(test.db)
  return Object.fromEntries(facts.flatMap(({ duty, overdueMs }) => (overdueMs >= 3_600_000 ? [[duty, Math.floor(overdueMs / 3_600_000)]] : [])))
}

it('counts from when a duty was first known, for as long as it has never run', async () => {
  await noteDuties(test.db, hoursAgo(30))
  await noteDuties(test.db)
  const daily = dutyNames.filter((name) => !['search', 'reconcile', 'vectors'].includes(name))
  expect(await overdue()).toEqual({ ...Object.fromEntries(daily.map((name) => [name, 6])), search: 29, reconcile: 29, vectors: 29 })
})

it('gives a duty that came with an upgrade its time', async () => {
  await noteDuties(test.db, hoursAgo(1000))
  await test.client.query(`update installation set value = (value::jsonb - 'cycles')::text where key = 'duties_known_since'`)
  await noteDuties(test.db)
  expect(Object.keys(await overdue())).toEqual(dutyNames.filter((name) => name !== 'cycles'))
})

it('counts from the last run, and says whether that failed', async () => {
  await noteDuties(test.db, hoursAgo(30))
  await noteRun(test.db, 'cycles', async () => ({ found: {}, result: undefined }))
  await noteRun(test.db, 'reconcile', () => Promise.reject(new Error('no storage'))).catch(() => undefined)
  const late = await overdue()
  expect([late.cycles, late.reconcile, late.sessions]).toEqual([undefined, undefined, 6])
  const failed = (await listDutyFacts(test.db)).filter((one) => one.failed)
  expect(failed.map(({ duty }) => duty)).toEqual(['reconcile'])
})
