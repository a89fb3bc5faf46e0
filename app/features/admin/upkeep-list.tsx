import { useFormatter, useTranslations } from 'use-intl'
import { dutyNames } from '#domain/upkeep/duty-names'
import type { UpkeepRun } from '#domain/upkeep/upkeep-runs.server'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { SectionHeader } from '~/ui/section-header'
import { formatBytes } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { IntentButton } from './intent-button'

export type ShownRun = Omit<UpkeepRun, 'startedAt'> & { startedAt: Date | string }

/** What is done by the clock, each duty with its last run. */
export function UpkeepList({ runs }: { runs: ShownRun[] }) {
  const t = useTranslations('admin.upkeep')
  const format = useFormatter()
  const found = (counts: Record<string, number>) =>
    Object.entries(counts).filter(([, count]) => count > 0)
      .map(([what, count]) => `${what}: ${what === 'bytes' ? formatBytes(format, count) : format.number(count)}`).join(' · ')
  return (
    <Card className="grid gap-4">
      <SectionHeader title={t('title')}>{t('lead')}</SectionHeader>
      <div className="flex flex-wrap gap-2">
        <IntentButton intent="run" fields={{ task: 'cleanup' }}>{t('runDaily')}</IntentButton>
        <IntentButton intent="run" fields={{ task: 'reconcile' }}>{t('runReconcile')}</IntentButton>
      </div>
      <ul className="divide-y divide-line">
        {dutyNames.map((name) => {
          const run = runs.find((known) => known.name === name)
          return (
            <li key={name} className="grid gap-1 py-3">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {t(`duties.${name}`)}
                {run && <Badge tone={run.succeeded ? 'success' : 'danger'}>{t(run.succeeded ? 'done' : 'failed')}</Badge>}
              </p>
              <p className="text-sm wrap-anywhere text-muted">
                {run
                  ? <><LocalTime at={run.startedAt} /> · {t('took', { ms: format.number(run.durationMs) })}</>
                  : t('never')}
                {run && found(run.found) && <> · <span lang="en" className="font-mono text-xs">{found(run.found)}</span></>}
              </p>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
