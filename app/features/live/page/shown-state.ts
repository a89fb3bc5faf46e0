import type { Tone } from '~/ui/tone'
import type { StudioState } from './studio'

/** The word for where a recording stands; its sentence is `live.state.<word>`. */
export type ShownState =
  | 'opening' | 'connecting' | 'listening' | 'speaking' | 'paused' | 'reconnecting' | 'finishing' | 'over'

export const stateTones: Record<ShownState, Tone> = {
  opening: 'info', connecting: 'info', listening: 'success', speaking: 'success', paused: 'neutral',
  reconnecting: 'warning', finishing: 'info', over: 'neutral',
}

/** What the state of a studio is called; null before anything was begun. */
export function showState({ phase, live }: Pick<StudioState, 'phase' | 'live'>): ShownState | null {
  if (phase === 'opening') return 'opening'
  if (!live) return null
  if (live.outcome) return 'over'
  // Without a connection that matters most; it is not said of the first one before it has failed.
  if (live.link !== 'open') return live.sessionId || live.link === 'waiting' ? 'reconnecting' : 'connecting'
  if (live.wanted === 'finished') return 'finishing'
  if (live.wanted === 'paused') return 'paused'
  return live.activity === 'speaking' ? 'speaking' : 'listening'
}
