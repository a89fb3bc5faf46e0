import { useEffect, type RefObject } from 'react'

/**
 * When what had the focus goes, as the start button does, hands it to the first thing to press in the part that came
 * instead: those who use the keyboard go on from there, and everybody sees it.
 */
export function useCaughtFocus(part: RefObject<HTMLElement>, isWanted = true): void {
  useEffect(() => {
    if (!isWanted || document.activeElement !== document.body) return
    part.current?.querySelector<HTMLElement>('a, button')?.focus()
    // On a phone what it says, which stands above what is pressed, would be out of sight.
    part.current?.scrollIntoView({ block: 'nearest' })
    // Only when the part comes.
  }, [])
}
