import type { ReactNode } from 'react'

/** The name of a card, and a sentence about it. */
export function SectionHeader({ title, children, heading: Heading = 'h2' }: {
  title: ReactNode
  children?: ReactNode
  heading?: 'h1' | 'h2'
}) {
  return (
    <div>
      <Heading className="text-lg font-semibold">{title}</Heading>
      {children && <p className="mt-1 max-w-prose text-[0.9375rem] text-muted">{children}</p>}
    </div>
  )
}
