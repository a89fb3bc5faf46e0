import { Lock } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { EmptyState } from '~/ui/empty-state'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'

/** Said in place of the form where the installation takes no new accounts. */
export function RegistrationClosed() {
  const t = useTranslations('auth.register')
  return (
    <EmptyState
      icon={Lock} title={t('closedTitle')} heading="h1"
      action={<LinkButton to={paths.login()} variant="secondary">{t('login')}</LinkButton>}
    >
      {t('closed')}
    </EmptyState>
  )
}
