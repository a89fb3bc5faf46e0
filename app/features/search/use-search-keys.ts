import { useEffect, type RefObject } from 'react'

const fields = 'input, textarea, select, dialog, [contenteditable]'

/** `/` goes to the box from anywhere; arrows go from result to result, and from the box to the first. */
export function useSearchKeys(box: RefObject<HTMLInputElement>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target } = event
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      const isInBox = target === box.current
      const isInField = target instanceof Element && target.closest(fields) !== null
      if (key === '/' && !isInField) {
        event.preventDefault()
        box.current?.focus()
        box.current?.select()
      }
      if ((key === 'ArrowDown' || key === 'ArrowUp') && (isInBox || !isInField)) {
        if (goTo(key === 'ArrowDown' ? 1 : -1, box.current)) event.preventDefault()
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [box])
}

/** Moves the focus among the box and the results. Returns whether there was somewhere to go. */
function goTo(step: 1 | -1, box: HTMLInputElement | null): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('[data-result-link]')]
  const at = links.findIndex((link) => link.closest('li')?.contains(document.activeElement))
  // From anywhere else on the page arrows scroll, as they do everywhere.
  if (at === -1 && document.activeElement !== box) return false
  const next = at + step === -1 ? box : links[at + step]
  next?.focus()
  return next != null
}
