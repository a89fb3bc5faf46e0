import type { RecordingSummary } from '#domain/recordings/recording'
import { useTranslations } from 'use-intl'
import { Progress } from '~/ui/progress'
import { formatClock } from '~/web/format'
import { coarseTime, estimateLeftMs, progressShare } from './progress'
import { useTitle, type Named } from './use-title'

type Work = Pick<RecordingSummary, 'title' | 'status' | 'progressMs' | 'totalMs' | 'startedAt' | 'queuePosition'> & Named

/**
 * How far the work on a recording is: audio done of all, and when it will likely be over. A recording that waits
 * shows its place in line, and no bar: nothing moves yet.
 *
 * @param nowMs the server's clock, which `startedAt` is by too
 */
export function WorkProgress({ work, nowMs }: { work: Work; nowMs: number }) {
  const t = useTranslations('recording.progress')
  const titleOf = useTitle()
  const label = t('label', { title: titleOf(work) })
  if (work.status === 'queued') {
    return work.queuePosition === null ? null : (
      <p className="text-sm text-muted">{t('position', { position: work.queuePosition })}</p>
    )
  }
  if (work.status !== 'processing') return null
  const share = progressShare(work)
  const leftMs = estimateLeftMs(work, nowMs)
  const left = leftMs === null ? null : coarseTime(leftMs)
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <Progress value={share === null ? null : share * 100} label={label} />
      <p className="flex flex-wrap justify-between gap-x-4 text-sm text-muted tabular-nums">
        <span>
          {work.totalMs === null || work.progressMs === 0
            ? t('preparing')
            : t('of', { done: formatClock(work.progressMs), total: formatClock(work.totalMs) })}
        </span>
        {left && <span>{t(left.unit, { count: left.count })}</span>}
      </p>
    </div>
  )
}
