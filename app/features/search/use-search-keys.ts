import { useEffect } from 'react'
import { isField } from '~/features/shell/is-field'

/** Arrows go from result to result, and from the box to the first; `/` leads to the box (features/shell/use-search-key.ts). */
export function useSearchKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target } = event
      const box = document.querySelector<HTMLInputElement>('[role=search] input[type=search]')
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
      if ((key === 'ArrowDown' || key === 'ArrowUp') && (target === box || !isField(target))) {
        if (goTo(key === 'ArrowDown' ? 1 : -1, box)) event.preventDefault()
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
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
