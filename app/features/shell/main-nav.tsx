import { NavLink } from '@remix-run/react'
import { Library, MessageCircleQuestion, Mic, Search, Settings, ShieldCheck, Upload, type LucideIcon } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { classNames } from '~/ui/class-names'
import { paths } from '~/web/paths'
import { useViewer } from './viewer'

interface NavItem {
  to: string
  icon: LucideIcon
  text: string
  /** Where there is little room, if the text is long. */
  shortText?: string
}

function useNavItems(): NavItem[] {
  const t = useTranslations('common.nav')
  const items: NavItem[] = [
    { to: paths.library(), icon: Library, text: t('library') },
    { to: paths.search(), icon: Search, text: t('search'), shortText: t('searchShort') },
    { to: paths.ask(), icon: MessageCircleQuestion, text: t('ask') },
    { to: paths.live(), icon: Mic, text: t('live') },
    { to: paths.upload(), icon: Upload, text: t('upload') },
    { to: paths.settings(), icon: Settings, text: t('settings') },
  ]
  if (useViewer()?.role === 'admin') {
    items.push({
      to: paths.admin(), icon: ShieldCheck, text: t('admin'), shortText: t('adminShort'),
    })
  }
  return items
}

/** The main ways, as a column beside the page. */
export function SideNav() {
  const t = useTranslations('common.nav')
  return (
    <nav aria-label={t('label')} className="grid gap-1">
      {useNavItems().map(({ to, icon: Icon, text }) => (
        <NavLink
          key={to} to={to} prefetch="intent"
          className={({ isActive }) => classNames(
            'flex min-h-11 items-center gap-3 rounded-control px-3 text-[0.9375rem] font-medium transition-colors',
            isActive ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-raised hover:text-ink',
          )}
        >
          <Icon aria-hidden="true" className="size-[1.125rem]" />
          {text}
        </NavLink>
      ))}
    </nav>
  )
}

/** The same ways under a thumb, on narrow screens. */
export function BottomNav() {
  const t = useTranslations('common.nav')
  return (
    <nav
      aria-label={t('label')}
      className="bottom-nav border-t border-line bg-surface md:hidden"
    >
      <div className="grid auto-cols-fr grid-flow-col">
        {useNavItems().map(({ to, icon: Icon, text, shortText = text }) => (
          <NavLink
            key={to} to={to} aria-label={shortText === text ? undefined : text}
            className={({ isActive }) => classNames(
              // On a phone each of seven ways has 53 px.
              'grid min-h-14 content-center justify-items-center gap-0.5 px-0.5 text-center text-[0.6875rem]/4 font-medium',
              isActive ? 'text-accent' : 'text-muted',
            )}
          >
            <Icon aria-hidden="true" className="size-5" />
            {shortText}
          </NavLink>
        ))}
      </div>
    </nav>
  )
}
