import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import type { Webhook } from '#domain/webhooks/webhook'
import { Alert } from '~/ui/alert'
import { LocalTime } from '~/web/local-time'

interface WebhookNoticeProps extends Pick<Webhook, 'enabled' | 'disabledReason' | 'givenUp'> {
  disabledAt: Date | string | null
}

/** Says that a webhook is told nothing, and why, or that it soon will be. */
export function WebhookNotice({ enabled, disabledReason, disabledAt, givenUp }: WebhookNoticeProps) {
  const t = useTranslations('webhooks')
  const date = () => (disabledAt === null ? null : <LocalTime at={disabledAt} />)
  if (enabled && givenUp === 0) return null
  if (enabled) return <Alert tone="warning">{t('givenUp', { count: givenUp, max: limits.webhookGivenUpMax })}</Alert>
  if (disabledReason === 'failures') return <Alert tone="danger">{t.rich('failuresNotice', { count: givenUp, date })}</Alert>
  if (disabledReason === 'gone') return <Alert tone="danger">{t.rich('goneNotice', { date })}</Alert>
  return <Alert tone="warning">{t('offNotice')}</Alert>
}
