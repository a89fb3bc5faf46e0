/** A thread as admission sees it. */
export interface ThreadLoad {
  /** Share of time in work that cannot be left for later, over the last seconds. */
  needed: number
  /** Streams that it holds. */
  streams: number
  /** How many streams' work is not in that figure, because they are new; one that is half seen counts half. */
  unseen: number
  /** How long audio waits on it. */
  lagMs: number
}

/** Beyond this share of needed work, those who speak would wait for each other; partials are left out long before. */
const NEEDED_MAX = 0.95
/** Where audio waits for so long already, another stream would make it worse. */
const LAG_MS_MAX = 300
/** Most people in a conversation listen; but at least so much of a talker's work is kept free for each. */
const TALK_SHARE_MIN = 0.4

/**
 * Share of the thread's time that is spoken for, its streams counting at least as much as `streamCost`, the share that
 * someone who speaks without a pause takes, lets them.
 */
export function spokenFor(load: ThreadLoad, streamCost: number): number {
  const seen = load.streams - load.unseen
  return Math.max(load.needed, seen * streamCost * TALK_SHARE_MIN) + load.unseen * streamCost
}

/** Whether one more stream leaves the others their latency: SPEC 6.2. */
export function hasRoom(load: ThreadLoad, streamCost: number): boolean {
  // One alone is served as well as the machine can.
  if (load.streams === 0) return true
  // Audio that waits for a thread that has not worked yet waits for the model to be loaded.
  const isLate = load.lagMs > LAG_MS_MAX && load.needed > 0
  return !isLate && spokenFor(load, streamCost) + streamCost <= NEEDED_MAX
}
