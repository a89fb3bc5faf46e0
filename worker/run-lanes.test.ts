import { EventEmitter } from 'node:events'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { makeQueueLogger } from './queue-logger'
import { runLanes } from './run-lanes'
import type { Task } from './task'

const test = useDatabase({ connectionsMax: 20 })

it('makes up for what was to be done while no worker ran, where the task says so', async () => {
  const task = (name: string, more: Partial<Task>): Task => ({ name, lane: 'upkeep', cron: '37 2 * * *', run: async () => 'done', ...more })
  const tasks = [task('made-up', { catchesUp: true }), task('let-go', {}), task('ends', { cron: undefined })]
  await test.client.query(
    `insert into graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
     select name, now() - interval '3 days', now() - interval '2 days' from unnest(array['made-up', 'let-go']) name`)
  const done: string[] = []
  const failures: unknown[] = []
  let end = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const lanes = await runLanes({
    tasks,
    jobsAtOnce: { upkeep: 1, recognition: 1, answers: 1, playback: 1, understanding: 1, telling: 1 },
    shared: { pgPool: test.pool, events: new EventEmitter(), pollInterval: 50, noHandleSignals: true, logger: makeQueueLogger(pino({ level: 'silent' })) },
    work: async ({ name }) => {
      done.push(name)
      // Behind whatever the start has queued, one at a time.
      if (name === 'made-up') await test.pool.query(`select graphile_worker.add_job('ends', job_key := 'ends')`)
      if (name === 'ends') end()
      return 'done'
    },
    onFatal: (error) => failures.push(error),
  })
  await ended
  await lanes.stop()
  expect(failures).toEqual([])
  expect(done).toEqual(['made-up', 'ends'])
})
