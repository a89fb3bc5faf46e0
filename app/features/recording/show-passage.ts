/** Share of the window's height that is left above what is shown, for what was said before; as in recording.css. */
const ABOVE = 0.16
/** The least that is left above, and below, a passage that takes more than that. */
const LEAST_PX = 16
/** Rows are laid out only when they come near the window, which moves those below: so many times it is looked at again. */
const LOOKS_MAX = 30
const STEADY_LOOKS = 3
const ownMoves = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * Brings a passage into sight as a whole, from its first row to its last, clear of what stays at the foot of the page; one
 * that is too tall from its beginning. Goes on until the rows have found their places, unless the reader moves first.
 * Returns how to give up.
 */
export function showPassage(first: Element, last: Element): () => void {
  let looks = 0
  let steady = 0
  let frame = 0
  const stop = () => {
    cancelAnimationFrame(frame)
    for (const name of ownMoves) removeEventListener(name, stop, { capture: true })
  }
  const look = () => {
    const before = first.getBoundingClientRect().top
    scrollBy({ top: before - wantedTop(last.getBoundingClientRect().bottom - before), behavior: 'instant' })
    steady = Math.abs(first.getBoundingClientRect().top - before) < 1 ? steady + 1 : 0
    looks += 1
    if (steady >= STEADY_LOOKS || looks >= LOOKS_MAX) stop()
    else frame = requestAnimationFrame(look)
  }
  for (const name of ownMoves) addEventListener(name, stop, { capture: true, passive: true })
  look()
  return stop
}

/** Where the upper edge of something so tall is to be, in px from that of the window. */
function wantedTop(height: number): number {
  const foot = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingBottom) || 0
  const room = innerHeight - Math.max(foot, LEAST_PX) - height
  return Math.max(LEAST_PX, Math.min(innerHeight * ABOVE, room))
}
