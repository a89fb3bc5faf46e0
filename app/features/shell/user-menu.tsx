import { Form, Link } from '@remix-run/react'
import { LogOut, Settings } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Menu } from '~/ui/menu'
import { paths } from '~/web/paths'
import { Avatar } from './avatar'
import { LocaleForm, ThemeForm } from './preference-forms'
import { useTheme, useViewer } from './viewer'

const item = 'flex min-h-11 w-full items-center gap-3 rounded-control px-3 text-[0.9375rem] transition-colors hover:bg-raised'

/** The person's own corner: who they are, how the pages look and speak, and the way out. */
export function UserMenu({ side, align }: { side?: 'up' | 'down'; align?: 'start' | 'end' }) {
  const t = useTranslations('common')
  const viewer = useViewer()
  const theme = useTheme()
  if (!viewer) return null
  return (
    <Menu
      label={t('nav.account')}
      side={side}
      align={align}
      triggerClassName="flex items-center gap-3 p-1.5 hover:bg-raised"
      trigger={(
        <>
          <Avatar name={viewer.name} url={viewer.avatarUrl} />
          <span className="hidden min-w-0 flex-1 truncate text-left text-[0.9375rem] font-medium md:block">{viewer.name}</span>
        </>
      )}
    >
      <p className="px-3 py-2 text-sm">
        <span className="block text-muted">{t('nav.signedInAs')}</span>
        <span className="block truncate font-medium">{viewer.email}</span>
      </p>
      <Link to={paths.settings()} className={item}>
        <Settings aria-hidden="true" className="size-4 text-muted" />
        {t('nav.settings')}
      </Link>
      <div className="my-1 grid gap-1 border-y border-line px-3 py-2">
        <ThemeForm theme={theme} />
        <LocaleForm />
      </div>
      <Form method="post" action={paths.logout()} reloadDocument>
        <button type="submit" className={item}>
          <LogOut aria-hidden="true" className="size-4 text-muted" />
          {t('nav.logOut')}
        </button>
      </Form>
    </Menu>
  )
}
