import { useTranslations } from 'use-intl'
import type { DeliveryRow } from '#domain/webhooks/deliveries.server'

/** Says in a sentence how a delivery went, so far. */
export function useDeliveryText(): (delivery: Pick<DeliveryRow, 'outcome' | 'status' | 'reason'>) => string {
  const t = useTranslations('webhooks')
  return ({ outcome, status, reason }) => {
    const answered = status === null ? '' : String(status)
    if (outcome === 'delivered') return t('delivered', { status: answered })
    if (reason === null) return t('waiting')
    const why = `why.${reason}` as 'why.status'
    return t(t.has(why) ? why : 'why.unreachable', { status: answered })
  }
}
