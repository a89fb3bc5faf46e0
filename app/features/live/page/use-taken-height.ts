import { useEffect, type RefObject } from 'react'

/** Between the strip and the edge below it, and the words above it. */
const GAPS_PX = 20

/** Tells the page how much a strip at its foot takes, so that nothing that is scrolled to ends up beneath: see frame.css. */
export function useTakenHeight(strip: RefObject<HTMLElement>): void {
  useEffect(() => {
    const { style } = document.documentElement
    const observer = new ResizeObserver(() => {
      style.setProperty('--player-block', `${(strip.current?.offsetHeight ?? 0) + GAPS_PX}px`)
    })
    if (strip.current) observer.observe(strip.current)
    return () => {
      observer.disconnect()
      style.removeProperty('--player-block')
    }
  }, [strip])
}
