import type { MouseEvent } from 'react'

/** For the `summary` of a `details`: what it opens is scrolled into sight, clear of what stays at the foot of the page. */
export function showOpened({ currentTarget }: MouseEvent<HTMLElement>): void {
  const details = currentTarget.closest('details')
  if (!details || details.open) return
  details.addEventListener('toggle', () => details.scrollIntoView({ block: 'nearest' }), { once: true })
}
