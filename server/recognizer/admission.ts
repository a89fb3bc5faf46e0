/** A thread as admission sees it. */
export interface ThreadLoad {
  /** Share of time in work that cannot be left for later, over the last seconds. */
  needed: number
  /** Streams whose work is in that figure. */
  settled: number
  /** Streams that are too new for that. */
  fresh: number
  /** How long audio waits on it. */
  lagMs: number
}

/** Beyond this share of needed work, those who speak would wait for each other. */
const NEEDED_MAX = 0.85
/** Where audio waits for so long already, another stream would make it worse. */
const LAG_MS_MAX = 1000
/** Most people in a conversation listen; but at least so much of a talker's work is kept free for each. */
const TALK_SHARE_MIN = 0.4

/**
 * Share of the thread's time that is spoken for, its streams counting at least as much as `streamCost`, the share that
 * someone who speaks without a pause takes, lets them.
 */
export function spokenFor(load: ThreadLoad, streamCost: number): number {
  const settled = Math.max(load.needed, load.settled * streamCost * TALK_SHARE_MIN)
  return settled + load.fresh * streamCost
}

/** Whether one more stream leaves the others their latency: SPEC 6.2. */
export function hasRoom(load: ThreadLoad, streamCost: number): boolean {
  // One alone is served as well as the machine can.
  if (load.settled + load.fresh === 0) return true
  return load.lagMs <= LAG_MS_MAX && spokenFor(load, streamCost) + streamCost <= NEEDED_MAX
}
