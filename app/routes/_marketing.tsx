import { Link, Outlet, useLoaderData } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { PreferencesBar } from '~/features/shell/preferences-bar'
import { Wordmark } from '~/features/shell/wordmark'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'
import { makeLoader } from '~/web/route-handlers.server'
import { getUser } from '~/web/session.server'

export const loader = makeLoader(async (args) => ({ isLoggedIn: (await getUser(args)) !== null }))

/** The frame of the pages for everybody. */
export default function MarketingLayout() {
  const t = useTranslations('common.nav')
  const { isLoggedIn } = useLoaderData<typeof loader>()
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between px-4 py-4 sm:px-8">
        <Link to={paths.home()} className="rounded-control"><Wordmark /></Link>
        <LinkButton to={isLoggedIn ? paths.library() : paths.login()} variant="quiet" size="small">
          {t(isLoggedIn ? 'library' : 'logIn')}
        </LinkButton>
      </header>
      <main id="main" tabIndex={-1} className="flex-1"><Outlet /></main>
      <PreferencesBar />
    </div>
  )
}
