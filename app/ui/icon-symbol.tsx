import type { LucideIcon } from 'lucide-react'

/** Draws an icon once, unseen, so that a long list can refer to it from every row. */
export function IconSymbol({ id, icon: Icon }: { id: string; icon: LucideIcon }) {
  return (
    <svg aria-hidden="true" width="0" height="0" className="absolute">
      <symbol id={id} viewBox="0 0 24 24"><Icon /></symbol>
    </svg>
  )
}

/** The icon of an IconSymbol on the same page, in the colour of the text around it. */
export function IconUse({ id, className }: { id: string; className?: string }) {
  return <svg aria-hidden="true" className={className}><use href={`#${id}`} /></svg>
}
