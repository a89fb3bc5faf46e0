import { Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { paths } from '~/web/paths'
import { BottomNav, SideNav } from './main-nav'
import { MinutesLeftListener, useMinutesNow } from './minutes-now'
import { UsageMeter, type MinutesUsed } from './usage-meter'
import { UserMenu } from './user-menu'
import { useSearchKey } from './use-search-key'
import { Wordmark } from './wordmark'

/** The frame of the pages behind the log-in: a column at the side, or on narrow screens a bar above and one below. */
export function AppFrame({ usage, children }: { usage: MinutesUsed | null; children: ReactNode }) {
  useSearchKey()
  const [usageNow, tellMinutesLeft] = useMinutesNow(usage)
  return (
    <div className="md:grid md:grid-cols-[16rem_minmax(0,1fr)]">
      <header className="flex items-center justify-between border-b border-line bg-surface px-4 py-2 md:hidden">
        <Link to={paths.library()} className="rounded-control py-1"><Wordmark /></Link>
        <UserMenu />
      </header>
      <header className="hidden border-r border-line bg-surface md:block">
        <div className="sticky top-0 flex h-dvh flex-col gap-6 p-4">
          <Link to={paths.library()} className="rounded-control px-3 pt-2"><Wordmark /></Link>
          <div className="flex-1"><SideNav /></div>
          <div className="grid gap-2">
            {usageNow && <UsageMeter {...usageNow} />}
            <UserMenu side="up" align="start" />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="frame-main mx-auto w-full max-w-5xl min-w-0 px-4 pt-5 sm:px-8 md:pt-10">
        <MinutesLeftListener value={tellMinutesLeft}>{children}</MinutesLeftListener>
      </main>
      <BottomNav />
    </div>
  )
}
