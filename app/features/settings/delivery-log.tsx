import { Link } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import type { DeliveryRow } from '#domain/webhooks/deliveries.server'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { SectionHeader } from '~/ui/section-header'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import { useDeliveryText } from './use-delivery-text'

const tones = { delivered: 'success', failed: 'warning', refused: 'danger' } as const

/** What was sent to the webhook, and how it went. */
export function DeliveryLog({ deliveries }: { deliveries: (Omit<DeliveryRow, 'at'> & { at: Date | string })[] }) {
  const t = useTranslations('settings.automation')
  const recording = useTranslations('recording')
  const tell = useDeliveryText()
  return (
    <Card className="grid gap-4">
      <SectionHeader title={t('log')}>{t('logLead')}</SectionHeader>
      {deliveries.length === 0 ? <p className="text-muted">{t('logEmpty')}</p> : (
        <ol className="grid divide-y divide-line">
          {deliveries.map(({ id, recordingId, title, at, durationMs, ...delivery }) => (
            <li key={id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 py-3">
              <span className="min-w-0 flex-1 basis-60 wrap-anywhere">
                {recordingId === null
                  ? delivery.event === 'test' ? t('trial') : t('goneRecording')
                  : <Link to={paths.recording(recordingId)} className="text-accent hover:underline">{title || recording('untitled')}</Link>}
                <span className="block text-sm text-muted">{tell(delivery)}</span>
              </span>
              <Badge tone={tones[delivery.outcome]}>{t(`outcome.${delivery.outcome}`)}</Badge>
              <span className="text-sm text-muted"><LocalTime at={at} /> · {t('took', { ms: String(durationMs) })}</span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
