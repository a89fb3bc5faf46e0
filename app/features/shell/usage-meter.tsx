import { Link } from '@remix-run/react'
import { useFormatter, useTranslations } from 'use-intl'
import { Progress } from '~/ui/progress'
import { paths } from '~/web/paths'

export interface MinutesUsed {
  usedMs: number
  minutesLimit: number | null
}

/** The bar turns when little is left: at four fifths, and at the end. */
export function meterTone(percent: number): 'accent' | 'warning' | 'danger' {
  return percent >= 100 ? 'danger' : percent >= 80 ? 'warning' : 'accent'
}

/** The minutes of the cycle, small, in the frame of every page. */
export function UsageMeter({ usedMs, minutesLimit }: MinutesUsed) {
  const t = useTranslations('common.usage')
  const format = useFormatter()
  const usedMinutes = Math.ceil(usedMs / 60_000)
  const used = format.number(usedMinutes)
  const percent = minutesLimit === null ? 0 : (100 * usedMinutes) / Math.max(1, minutesLimit)
  return (
    <Link to={paths.plan()} className="grid gap-1.5 rounded-control p-3 text-sm transition-colors hover:bg-raised">
      <span className="flex justify-between gap-2">
        <span className="text-muted">{t('label')}</span>
        <span className="font-medium tabular-nums">
          {minutesLimit === null ? t('minutesUnlimited', { used }) : t('minutes', { used, limit: format.number(minutesLimit) })}
        </span>
      </span>
      {minutesLimit !== null && <Progress value={percent} label={t('label')} tone={meterTone(percent)} />}
    </Link>
  )
}
