import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MeasuredServer } from './servers'
import { Speaker } from './speaker'

export interface Soak {
  cycles: number
  /** Of them, those that found no room. */
  busy: number
  /** Resident memory of the server after the first fifth of the cycles, and at the end, in MB. */
  earlyMb: number
  lateMb: number
}

/** Connects, starts a session, says a little and breaks off, over and over. */
export async function soak(server: MeasuredServer, speech: Int16Array, cycles: number): Promise<Soak> {
  let earlyMb = 0
  let busy = 0
  for (let cycle = 0; cycle < cycles; cycle++) {
    const speaker = new Speaker({ ...(await server.door()), speech, from: 0, phaseMs: -500 })
    try {
      await speaker.open()
      speaker.speak()
      await sleep(5)
    } catch {
      // Full for a moment: also a connection that comes and goes.
      busy += 1
      await sleep(100)
    }
    speaker.stop()
    if (cycle === Math.floor(cycles / 5)) earlyMb = residentMb(server.pid)
  }
  await sleep(3000)
  return { cycles, busy, earlyMb, lateMb: residentMb(server.pid) }
}

/** Resident memory of a process, in MB. */
export function residentMb(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return Math.round((pages * 4096) / 1e6)
}
