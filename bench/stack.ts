/**
 * `npm run bench:stack`: the whole stack on one machine (PostgreSQL, two copies of web, live and worker each, Caddy in front, Prometheus
 * beside them) while people use it through Caddy, calm and through one fault after the other. Prints what people met and what the dashboards
 * showed, phase by phase, and whether anything that was uploaded or spoken was lost. Needs Caddy and Prometheus (apt-get install caddy prometheus).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { pickPort } from '#db/embedded/free-port.server'
import { startEdge } from '#tests/support/edge'
import { requireBuiltApp } from '#tests/support/built-app'
import { runCrowd } from './load/crowd'
import { judgeLost, wordsFor } from './load/judge-lost'
import { Tally } from './load/tally'
import { makeWay, type Way } from './load/way'
import { startWholeHouse } from './load/whole-house'
import { faults } from './stack/faults'
import { findEmptyPanels, readAlerts, readFigures } from './stack/figures'
import { countComplaints } from './stack/complaints'
import { startPrometheus } from './stack/prometheus'
import { watchReadiness } from './stack/watch-readiness'
import { renderNotes, renderTable, type Seen } from './stack/table'

/** After this the run is broken off, and everything that it started ends. */
const RUN_MS_MAX = 480_000
const QUEUE_MS_MAX = 90_000

const { values } = parseArgs({
  options: {
    warm: { type: 'string', default: '20' },
    calm: { type: 'string', default: '30' },
    moment: { type: 'string', default: '16' },
    pause: { type: 'string', default: '12' },
    only: { type: 'string' },
    browsers: { type: 'string', default: '3' },
    searchers: { type: 'string', default: '1' },
    uploaders: { type: 'string', default: '1' },
    speakers: { type: 'string', default: '2' },
  },
})
const [warmMs, calmMs, momentMs, pauseMs] = [values.warm, values.calm, values.moment, values.pause].map((seconds) => Number(seconds) * 1000) as [number, number, number, number]
const chosen = faults.filter(({ name }) => !values.only || values.only.split(',').includes(name))

/** What ends what was started, the last first. */
const ending: (() => Promise<unknown>)[] = []
const endAll = async () => {
  for (const end of ending.splice(0).reverse()) await end().catch((error: unknown) => console.error(error))
}
const breakOff = (why: string) => void endAll().then(() => {
  console.error(why)
  process.exit(1)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => breakOff(`Broken off by ${signal}.`))

try {
  await requireBuiltApp()
  setTimeout(() => breakOff('Broken off: it takes too long.'), RUN_MS_MAX).unref()
  const port = await pickPort()
  const publicUrl = `https://localhost:${port}`
  const house = await startWholeHouse({
    people: 4, recordings: 200, copies: { web: 2, live: 2, worker: 2 }, publicUrl, onLine: (line) => console.log(`  ${line}`),
  })
  ending.push(house.stop)
  const hostsOf = (kind: string) => house.copies.filter((copy) => copy.kind === kind).map((copy) => `127.0.0.1:${copy.port}`)
  const edge = await startEdge({ port, webUpstreams: hostsOf('web').join(' '), liveUpstreams: hostsOf('live').join(' ') })
  ending.push(edge.stop)
  const prometheus = await startPrometheus(new Map([
    ...(['web', 'live', 'worker'] as const).map((kind) => [`steno-${kind}`, hostsOf(kind)] as const),
    ['caddy', [new URL(edge.statusUrl).host]],
  ]))
  ending.push(prometheus.stop)
  // What has no lifeline of its own goes with this process, however it ends.
  process.on('exit', () => [edge.pid, prometheus.pid].forEach((pid) => tryToKill(pid)))

  const ways: Way[] = []
  const wayOf = (at: number) => {
    // Of several addresses, so that Caddy, which goes by them, leads to both copies of web.
    const way = makeWay({ url: edge.url, liveUrl: edge.url.replace('https', 'wss'), ca: edge.ca, address: `127.0.0.${11 + at}` })
    ways.push(way)
    return way
  }
  const tally = new Tally()
  const seen: Seen[] = []
  const beganAt = Date.now()
  const watch = async (phase: string, ms: number, event?: () => Promise<unknown>) => {
    console.log(`${new Date().toISOString().slice(11, 19)} ${phase}`)
    tally.phase = phase
    const from = Date.now()
    const unready = watchReadiness(house.copies)
    await event?.()
    await sleep(Math.max(0, from + ms - Date.now()))
    const to = Date.now()
    const [figures, pending, firing] = await Promise.all([
      readFigures(prometheus, from, to), readAlerts(prometheus, from, to, 'pending'), readAlerts(prometheus, from, to, 'firing'),
    ])
    seen.push({ phase, people: tally.rowsOf(phase), unreadyMs: await unready(), figures, pending, firing })
  }
  const until = performance.now() + warmMs + calmMs + chosen.length * (momentMs + pauseMs)
  const running = runCrowd({
    people: house.people, wayOf, tally, until, browsers: Number(values.browsers), searchers: Number(values.searchers),
    uploaders: Number(values.uploaders), speakers: Number(values.speakers),
  })
  tally.phase = 'warm-up'
  await sleep(warmMs)
  await watch('calm', calmMs)
  for (const { name, strike } of chosen) {
    await watch(name, momentMs, () => strike(house))
    await watch(`${name}, after`, pauseMs)
  }
  tally.phase = 'end'
  const given = await running
  const verdict = await judgeLost(house.database.pool, given, QUEUE_MS_MAX)
  await Promise.all(ways.map((way) => way.close()))

  console.log(`\n${renderTable(seen)}\n`)
  for (const line of renderNotes(seen)) console.log(line)
  console.log('\nLogged as errors:')
  for (const [what, count] of countComplaints(await house.logs())) console.log(`${count} × ${what}`)
  console.log('\nPanels that drew nothing in the whole run:')
  for (const line of await findEmptyPanels(prometheus, beganAt, Date.now())) console.log(line)
  console.log(`\n${wordsFor(given, verdict)}`)
  process.exitCode = verdict.lost.length + verdict.twice === 0 ? 0 : 1
} finally {
  await endAll()
}
process.exit()

function tryToKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended, as it should have.
  }
}
