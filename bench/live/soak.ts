import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MeasuredServer } from './servers'
import { Speaker } from './speaker'

export interface Soak {
  cycles: number
  /** Of them, those that found no room. */
  busy: number
  /** Resident memory of the server after each fifth of the cycles, in MB: flat but for what allocators keep at first. */
  residentMb: number[]
}

/** What was said is stored and let go of before memory is read. */
const SETTLE_MS = 3000

/** Connects, starts a session, says a little and breaks off, over and over. */
export async function soak(server: MeasuredServer, speech: Int16Array, cycles: number): Promise<Soak> {
  const resident: number[] = []
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
    if ((cycle + 1) % Math.ceil(cycles / 5) !== 0) continue
    await sleep(SETTLE_MS)
    resident.push(residentMb(server.pid))
  }
  return { cycles, busy, residentMb: resident }
}

/** Resident memory of a process, in MB. */
export function residentMb(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return Math.round((pages * 4096) / 1e6)
}
