import { Link, Outlet } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { PreferencesBar } from '~/features/shell/preferences-bar'
import { Wordmark } from '~/features/shell/wordmark'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'

/** The frame of the pages for guests. */
export default function MarketingLayout() {
  const t = useTranslations('common.nav')
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="mx-auto flex w-full max-w-6xl items-center justify-between px-4 py-4 sm:px-8">
        <Link to={paths.home()} className="rounded-control"><Wordmark /></Link>
        <LinkButton to={paths.login()} variant="quiet" size="small">{t('logIn')}</LinkButton>
      </header>
      <main id="main" tabIndex={-1} className="flex-1"><Outlet /></main>
      <PreferencesBar />
    </div>
  )
}
