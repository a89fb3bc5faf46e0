/**
 * `npm run bench:load`: people browse, search, upload and speak at once, at a human pace, on one installation; error rate and 95th
 * percentile of each, and whether anything that was uploaded or spoken was lost. Also where `--kill` ends PostgreSQL's connections midway.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { requireBuiltApp } from '#tests/support/built-app'
import { runCrowd } from './load/crowd'
import { endConnections } from './load/end-connections'
import { judgeLost, wordsFor } from './load/judge-lost'
import { Tally } from './load/tally'
import { makeWay } from './load/way'
import { startWholeHouse } from './load/whole-house'

/** Longer than what people can have given in a run takes on a slow machine. */
const QUEUE_MS_MAX = 300_000

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    browsers: { type: 'string', default: '4' },
    searchers: { type: 'string', default: '2' },
    uploaders: { type: 'string', default: '2' },
    speakers: { type: 'string', default: '2' },
    kill: { type: 'boolean', default: false },
  },
})
const durationMs = Number(values.seconds) * 1000

await requireBuiltApp()
const house = await startWholeHouse({ people: 4, recordings: 500, copies: { web: 1, live: 1, worker: 1 }, onLine: console.log })
try {
  const tally = new Tally()
  const way = makeWay({ url: house.url, liveUrl: house.liveUrl, address: '127.0.0.1' })
  const running = runCrowd({
    people: house.people, wayOf: () => way, tally, until: performance.now() + durationMs,
    browsers: Number(values.browsers), searchers: Number(values.searchers),
    uploaders: Number(values.uploaders), speakers: Number(values.speakers),
  })
  if (values.kill) {
    await sleep(durationMs / 2)
    console.log(`${await endConnections(house.database.pool)} connections of PostgreSQL were ended`)
  }
  const given = await running
  const verdict = await judgeLost(house.database.pool, given, QUEUE_MS_MAX)
  await way.close()
  tally.print()
  console.log(wordsFor(given, verdict))
  process.exitCode = verdict.lost.length + verdict.twice === 0 ? 0 : 1
} finally {
  await house.stop()
}
process.exit()
