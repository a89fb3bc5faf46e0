import { useTranslations } from 'use-intl'
import type { ProviderReport } from '#domain/recognition/provider-reports.server'
import { Card } from '~/ui/card'
import { SectionHeader } from '~/ui/section-header'

/** What recognition runs on, for administrators; the reason is the sentence of the log. */
export function RunsOn({ reports }: { reports: ProviderReport[] }) {
  const t = useTranslations('settings.models.runsOn')
  if (reports.length === 0) return null
  return (
    <Card className="grid gap-4">
      <SectionHeader title={t('title')}>{t('lead')}</SectionHeader>
      <ul>
        {reports.map(({ process, host, provider, reason }) => (
          <li key={`${process} ${host}`} className="grid gap-1 border-t border-line py-4 last:pb-0">
            <p className="font-semibold">{t(provider)}</p>
            <p className="text-sm text-muted">{t(process === 'live' ? 'live' : 'worker', { host })}</p>
            {reason && <p lang="en" className="text-sm text-muted">{reason}</p>}
          </li>
        ))}
      </ul>
    </Card>
  )
}
