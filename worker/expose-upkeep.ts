import type { Metrics } from '#domain/telemetry/metrics.server'
import type { DutyFacts } from '#domain/upkeep/duty-facts.server'
import { dutyNames } from '#domain/upkeep/duty-names'
import { exposeEach } from './expose-each'

/** Whether the duties of the upkeep are done; every worker tells the same, whichever of them did one. */
export function exposeUpkeep(metrics: Metrics, listDutyFacts: () => Promise<DutyFacts[]>): void {
  exposeEach(metrics, { label: 'duty', names: dutyNames, load: listDutyFacts, nameOf: ({ duty }) => duty }, [
    {
      name: 'steno_upkeep_overdue_seconds',
      what: 'By how much a duty of the upkeep is past the time at which it was to begin again, by duty.',
      rise: 'no worker does it: none ran at its time, or the lane is held up.',
      of: ({ overdueMs }) => overdueMs / 1000,
    },
    {
      name: 'steno_upkeep_failed',
      what: 'Whether the last run of a duty of the upkeep failed (1), by duty.',
      rise: 'it is left undone until a run succeeds: the log says why.',
      of: ({ failed }) => Number(failed),
    },
  ])
}
