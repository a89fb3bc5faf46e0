import { useFormatter, useTranslations } from 'use-intl'
import type { UserUsage } from '#domain/accounts/user-usage'
import { meterTone } from '~/features/shell/usage-meter'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { Progress } from '~/ui/progress'
import { SectionHeader } from '~/ui/section-header'
import { formatBytes, formatDuration } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { usePlanText } from './plan-name'

/** One allowance of the plan: how much of it is used. */
function Meter({ label, used, limit }: { label: string; used: number; limit: number | null }) {
  const t = useTranslations('settings.plan')
  const format = useFormatter()
  const percent = limit === null ? 0 : (100 * used) / Math.max(1, limit)
  return (
    <div className="grid gap-2">
      <p className="flex justify-between gap-3">
        <span className="font-medium">{label}</span>
        <span className="text-muted tabular-nums">
          {limit === null
            ? t('usedUnlimited', { used: format.number(used) })
            : t('used', { used: format.number(used), limit: format.number(limit) })}
        </span>
      </p>
      {limit !== null && <Progress value={percent} label={label} tone={meterTone(percent)} />}
    </div>
  )
}

/** What the plan allows, what of it is used, and when it begins anew. */
export function UsageOverview({ usage }: { usage: UserUsage }) {
  const t = useTranslations('settings.plan')
  const tCommon = useTranslations('common')
  const format = useFormatter()
  const planText = usePlanText()
  const { name } = planText({ code: usage.planCode, name: usage.planName })
  const facts = [
    [t('total'), format.number(usage.recordingsTotal)],
    [t('transcribed'), formatDuration(tCommon, usage.audioMsDone)],
    [t('stored'), formatBytes(format, usage.storedBytes)],
  ]
  return (
    <Card className="grid gap-6">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <SectionHeader title={t('title')} heading="h1">
          {t.rich('lead', { date: () => <LocalTime at={usage.cycleStart} show="date" /> })}
        </SectionHeader>
        <Badge tone="success">{t('current')}: {name}</Badge>
      </div>
      <Meter label={t('minutes')} used={Math.ceil(usage.usedMs / 60_000)} limit={usage.minutesLimit} />
      <Meter label={t('recordings')} used={usage.usageCount} limit={usage.usageLimit} />
      <p className="text-[0.9375rem] text-muted">
        {t.rich('turns', { date: () => <LocalTime at={usage.cycleEnd} show="date" /> })}
      </p>
      <dl className="grid gap-4 border-t border-line pt-5 sm:grid-cols-3">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt className="text-sm text-muted">{term}</dt>
            <dd className="text-lg font-semibold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
