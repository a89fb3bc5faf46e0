import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react'
import type { MinutesUsed } from './usage-meter'

/** Takes what the plan leaves, in milliseconds, from whoever knows it newer than the page was loaded. */
const TellMinutesLeft = createContext<(leftMs: number) => void>(() => {})

export const MinutesLeftListener = TellMinutesLeft.Provider

/** Has the frame show what the plan leaves, in milliseconds, while it is used up on this page; null says nothing. */
export function useTellMinutesLeft(leftMs: number | null): void {
  const tell = useContext(TellMinutesLeft)
  useEffect(() => {
    if (leftMs !== null) tell(leftMs)
  }, [tell, leftMs])
}

/** The minutes as they were loaded, or as somebody has told since; and whom to tell. */
export function useMinutesNow(loaded: MinutesUsed | null): [MinutesUsed | null, (leftMs: number) => void] {
  const [told, setTold] = useState<{ leftMs: number; since: MinutesUsed | null } | null>(null)
  const since = useRef(loaded)
  since.current = loaded
  const tell = useCallback((leftMs: number) => setTold({ leftMs, since: since.current }), [])
  // What is loaded later is newer than what was told before.
  return [told !== null && told.since === loaded ? withLeft(loaded, told.leftMs) : loaded, tell]
}

function withLeft(loaded: MinutesUsed | null, leftMs: number): MinutesUsed | null {
  return loaded?.minutesLimit ? { ...loaded, usedMs: loaded.minutesLimit * 60_000 - leftMs } : loaded
}
