import type { ReactNode } from 'react'
import { LinkButton } from './link-button'

/** Steps through a list that is read page by page; a missing address leaves its step out. */
export function Pagination({ label, first, next }: {
  label: string
  first?: { to: string; text: ReactNode } | null
  next?: { to: string; text: ReactNode } | null
}) {
  if (!first && !next) return null
  return (
    <nav aria-label={label} className="mt-6 flex justify-between gap-3">
      {first ? <LinkButton to={first.to} variant="secondary" size="small">{first.text}</LinkButton> : <span />}
      {next && <LinkButton to={next.to} variant="secondary" size="small" rel="next">{next.text}</LinkButton>}
    </nav>
  )
}
