import { readFileSync } from 'node:fs'

/** Of Linux: the unit of processor times under /proc, hundredths of a second. */
const TICK_MS = 10

/** Processor time in milliseconds, since each began. */
export interface ProcessorTime {
  /** Of all the server's threads. */
  server: number
  /** Of those, its main thread: sockets, sessions, storage. The rest is recognition. */
  loop: number
  /** Of this process: the speakers. */
  speakers: number
  at: number
}

/** How the processor time of a measurement is spent, for "where the rest goes". Linux only (proc(5)). */
export function processorTime(serverPid: number): ProcessorTime {
  const { user, system } = process.cpuUsage()
  return {
    server: ticks(`/proc/${serverPid}/stat`) * TICK_MS,
    loop: ticks(`/proc/${serverPid}/task/${serverPid}/stat`) * TICK_MS,
    speakers: (user + system) / 1000,
    at: performance.now(),
  }
}

/** Shares of one core between two readings. */
export function sharesBetween(from: ProcessorTime, to: ProcessorTime): Record<'recognition' | 'loop' | 'speakers', number> {
  const share = (ms: number) => Math.round((100 * ms) / (to.at - from.at)) / 100
  const loop = to.loop - from.loop
  return { recognition: share(to.server - from.server - loop), loop: share(loop), speakers: share(to.speakers - from.speakers) }
}

function ticks(file: string): number {
  // The name in brackets may hold spaces.
  const fields = readFileSync(file, 'utf8').replace(/^.*\) /s, '').split(' ')
  return Number(fields[11]) + Number(fields[12])
}
