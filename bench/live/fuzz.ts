import { setTimeout as sleep } from 'node:timers/promises'
import { sendHostile, type HostileResult } from '#tests/support/send-hostile'
import type { Door, MeasuredServer } from './servers'
import { residentMb } from './soak'

const LANES = 6
/** Frames of one connection: enough of them that frames are what is tried, and not beginnings. */
const LONGEST = 2000

export interface Fuzz extends HostileResult {
  seed: number
  /** Ends of the server's process: none, or it would not have answered. */
  crashes: number
  seconds: number
  /** Resident memory of the server after the first fifth of the frames, and at the end, in MB. */
  earlyMb: number
  lateMb: number
}

/** Sends seeded hostile frames of every kind from several users at once, and sees whether the server still is what it was. */
export async function fuzz(server: MeasuredServer, { frames, seed }: { frames: number; seed: number }): Promise<Fuzz> {
  const startedAt = performance.now()
  const doors = new Map<number, { door: Door; until: number }>()
  // A ticket lives for a minute.
  const doorOf = async (lane: number) => {
    const known = doors.get(lane)
    if (known && known.until > performance.now()) return known.door
    const door = await server.door()
    doors.set(lane, { door, until: performance.now() + 30_000 })
    return door
  }
  let earlyMb = 0
  const result = await sendHostile({
    seed,
    frames,
    longest: LONGEST,
    lanes: LANES,
    door: doorOf,
    onProgress: (sent) => {
      if (earlyMb === 0 && sent >= frames / 5) earlyMb = residentMb(server.pid)
    },
  })
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  await sleep(3000)
  const crashes = server.hasEnded() ? 1 : 0
  return { seed, ...result, crashes, seconds, earlyMb, lateMb: crashes ? 0 : residentMb(server.pid) }
}
