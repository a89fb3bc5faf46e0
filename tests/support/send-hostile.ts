import WebSocket from 'ws'
import { makeCourse, type HostileCourse, type HostileFrame } from './hostile-frames'
import { makeSeededRandom, type SeededRandom } from './seeded-random'

export interface HostilePlan {
  seed: number
  /** At least so many frames are sent. */
  frames: number
  /** Most that one connection sends before the frame that ends it. */
  longest: number
  /** Connections at once. */
  lanes: number
  /** Where the next connection goes, and what it offers; each lane keeps to its number, as a user of its own. */
  door(lane: number): Promise<{ url: string; protocols: string[] }>
  onProgress?(frames: number): void
}

export interface HostileResult {
  frames: number
  connections: number
  /** How often each close code came; `cut` are lines that this side broke, `refused` those that never opened. */
  closes: Record<string, number>
  /** `error` codes that sessions answered and went on after, or before the end. */
  errors: Record<string, number>
  /** Connections that the server neither ended nor answered in time. */
  hung: number
}

/** So long may an answer take on a busy machine before the connection counts as hung. */
const PATIENCE_MS = 60_000
const BUSY_MS = 100

/** Sends hostile frames over real sockets, one connection after another in each lane, and counts how they ended. */
export async function sendHostile(plan: HostilePlan): Promise<HostileResult> {
  const result: HostileResult = { frames: 0, connections: 0, closes: {}, errors: {}, hung: 0 }
  await Promise.all(
    Array.from({ length: plan.lanes }, async (_, lane) => {
      const random = makeSeededRandom(plan.seed + lane)
      while (result.frames < plan.frames) {
        const course = makeCourse(random, plan.longest)
        result.connections += 1
        const code = await run(await plan.door(lane), course, result, random)
        result.closes[code] = (result.closes[code] ?? 0) + 1
        if (code === 'hung') result.hung += 1
        if (code === 'refused') return
        plan.onProgress?.(result.frames)
      }
    }),
  )
  return result
}

function run(
  door: { url: string; protocols: string[] },
  { starts, borne, last }: HostileCourse,
  result: HostileResult,
  random: SeededRandom,
): Promise<string> {
  const address = Array.from({ length: 4 }, () => 1 + random.below(254)).join('.')
  const socket = new WebSocket(door.url, door.protocols, { headers: { 'x-forwarded-for': address } })
  const send = (frame: HostileFrame) => {
    result.frames += 1
    socket.send(frame)
  }
  const sendAll = () => {
    for (const frame of borne) send(frame)
    if (last !== null) send(last)
    else setImmediate(() => socket.terminate())
  }
  const begin = () => {
    if (socket.readyState === WebSocket.OPEN) send('{"type":"start","language":"en"}')
  }
  return new Promise((resolve) => {
    const impatience = setTimeout(() => {
      resolve('hung')
      socket.terminate()
    }, PATIENCE_MS)
    let hasOpened = false
    socket.on('open', () => {
      hasOpened = true
      return starts ? begin() : sendAll()
    })
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; code?: string }
      if (message.type === 'ready') sendAll()
      if (message.type !== 'error') return
      result.errors[message.code!] = (result.errors[message.code!] ?? 0) + 1
      // There is no room for a moment: what is to follow would be out of place.
      if (message.code === 'live_busy') setTimeout(begin, BUSY_MS)
    })
    // What follows an error is `close`.
    socket.on('error', () => undefined)
    socket.on('close', (code) => {
      clearTimeout(impatience)
      resolve(!hasOpened ? 'refused' : last === null && code === 1006 ? 'cut' : String(code))
    })
  })
}
