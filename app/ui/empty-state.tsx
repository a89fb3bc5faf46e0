import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

/** Where a list would be, if there were anything to list: says so, and what to do about it. */
export function EmptyState({ icon: Icon, title, heading: Heading = 'h2', children, action }: {
  icon: LucideIcon
  title: ReactNode
  heading?: 'h1' | 'h2'
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-3 rounded-card border border-dashed border-line px-6 py-14 text-center">
      <span className="grid size-14 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon aria-hidden="true" className="size-6" />
      </span>
      <Heading className="text-lg font-semibold">{title}</Heading>
      {children && <div className="max-w-prose text-muted">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}
