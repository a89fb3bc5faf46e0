import { useTranslations } from 'use-intl'
import type { Delivery } from '#domain/webhooks/deliver.server'

/** Says in a sentence how a delivery went. */
export function useDeliveryText(): (delivery: Delivery) => string {
  const t = useTranslations('settings.automation')
  return ({ outcome, status, reason }) => {
    const answered = status === null ? '' : String(status)
    if (outcome === 'delivered') return t('delivered', { status: answered })
    const why = `why.${reason}` as 'why.status'
    return t(t.has(why) ? why : 'why.unreachable', { status: answered })
  }
}
