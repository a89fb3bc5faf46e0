import { Form, Link } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import type { DeliveryRow } from '#domain/webhooks/deliveries.server'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { LinkButton } from '~/ui/link-button'
import { SectionHeader } from '~/ui/section-header'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import { useDeliveryText } from './use-delivery-text'
import { webhookEventTexts } from './webhook-event-texts'

const tones = { pending: 'info', delivered: 'success', failed: 'warning', refused: 'danger' } as const

export type ShownDelivery = Omit<DeliveryRow, 'at' | 'attemptedAt' | 'nextAttemptAt'>
  & { at: Date | string; nextAttemptAt: Date | string | null }

interface DeliveryLogProps {
  deliveries: ShownDelivery[]
  /** Where older ones are; null where there are none. */
  olderPath: string | null
}

/** What a webhook was told, and how it went. */
export function DeliveryLog({ deliveries, olderPath }: DeliveryLogProps) {
  const t = useTranslations('webhooks')
  return (
    <Card className="grid gap-4">
      <SectionHeader title={t('log')}>
        {t('logLead', { days: limits.webhookDeliveriesKeepMs / 86_400_000, attempts: limits.webhookAttemptsMax })}
      </SectionHeader>
      {deliveries.length === 0 ? <p className="text-muted">{t('logEmpty')}</p> : (
        <ol className="grid divide-y divide-line">
          {deliveries.map((delivery) => <DeliveryItem key={delivery.id} delivery={delivery} />)}
        </ol>
      )}
      {olderPath && <div><LinkButton to={olderPath} variant="secondary">{t('older')}</LinkButton></div>}
    </Card>
  )
}

function DeliveryItem({ delivery }: { delivery: ShownDelivery }) {
  const t = useTranslations('webhooks')
  const recording = useTranslations('recording')
  const tell = useDeliveryText()
  const { id, recordingId, title, event, byHand, outcome, attempts, at, nextAttemptAt } = delivery
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-3">
      <span className="min-w-0 flex-1 basis-60 wrap-anywhere">
        {t(`event.${webhookEventTexts[event as keyof typeof webhookEventTexts]}`)}
        {event !== 'test' && (
          <span className="block">
            {recordingId === null ? t('goneRecording')
              : <Link to={paths.recording(recordingId)} className="text-accent hover:underline">{title || recording('untitled')}</Link>}
          </span>
        )}
        <span className="block text-sm text-muted">{tell(delivery)}</span>
        <span className="block text-sm text-muted">
          <LocalTime at={at} /> · {byHand ? t('byHand') : t('attempts', { count: attempts })}
          {nextAttemptAt !== null && attempts > 0 && <>, {t.rich('next', { date: () => <LocalTime at={nextAttemptAt} /> })}</>}
        </span>
      </span>
      <Badge tone={tones[outcome]}>{t(`outcome.${outcome}`)}</Badge>
      {(outcome !== 'pending' || byHand) && event !== 'test' && (
        <Form method="post">
          <input type="hidden" name="delivery" value={id} />
          <Button name="intent" value="redeliver" variant="secondary" size="small">{t('redeliver')}</Button>
        </Form>
      )}
    </li>
  )
}
