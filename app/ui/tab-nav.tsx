import { NavLink, useLocation } from '@remix-run/react'
import { useEffect, useRef } from 'react'
import { classNames } from './class-names'

/** The ways between pages that belong together. */
export function TabNav({ label, tabs }: { label: string; tabs: readonly { to: string; text: string }[] }) {
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // On a phone the row is wider than the screen: where one is should be in it.
  useEffect(() => {
    nav.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname])
  return (
    <nav ref={nav} aria-label={label} className="-mx-4 mt-4 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
      <ul className="flex sm:gap-1">
        {tabs.map(({ to, text }) => (
          <li key={to}>
            <NavLink
              to={to} prefetch="intent"
              className={({ isActive }) => classNames(
                'block border-b-2 px-2 py-3 text-sm font-medium sm:px-3 sm:text-[0.9375rem] whitespace-nowrap transition-colors -outline-offset-2',
                isActive ? 'border-accent text-accent' : 'border-transparent text-muted hover:border-edge hover:text-ink',
              )}
            >
              {text}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
