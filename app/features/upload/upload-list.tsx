import { useFormatter, useTranslations } from 'use-intl'
import { coarseTime } from '~/features/recording/progress'
import { LinkButton } from '~/ui/link-button'
import { formatBytes } from '~/web/format'
import { paths } from '~/web/paths'
import { uploadTotals } from './upload-estimate'
import { isOpen } from './upload-item'
import { UploadItemRow } from './upload-item-row'
import { UploadOutcome, type Outcome } from './upload-outcome'
import type { UploadQueue } from './upload-queue'
import type { Uploads } from './use-uploads'

/** The files that were dropped or chosen, and how far they are together. */
export function UploadList({ uploads }: { uploads: Uploads }) {
  const t = useTranslations('upload')
  const format = useFormatter()
  const { queue } = uploads
  if (queue.length === 0) return null
  const open = queue.some(isOpen)
  const totals = uploadTotals(queue, Date.now())
  const left = totals.leftMs === null ? null : coarseTime(totals.leftMs)
  const someAccepted = queue.some(({ state }) => state.kind === 'accepted')
  return (
    <section aria-label={t('list')} className="grid grid-cols-1 gap-3">
      <ul className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
        {queue.map((item) => <UploadItemRow key={item.id} item={item} uploads={uploads} />)}
      </ul>
      {open && (
        <p className="flex flex-wrap justify-between gap-x-4 text-sm text-muted tabular-nums">
          <span>
            {t('summary', { sent: formatBytes(format, totals.sentBytes), all: formatBytes(format, totals.allBytes) })}
          </span>
          {left && <span>{t(`left.${left.unit}`, { count: left.count })}</span>}
        </p>
      )}
      {/* Progress is not read out, which would never end; what became of everything is. */}
      <div role="status">{!open && <UploadOutcome {...outcomeOf(queue)} />}</div>
      {someAccepted && (
        <div><LinkButton to={paths.library()} variant="secondary">{t('results.library')}</LinkButton></div>
      )}
    </section>
  )
}

function outcomeOf(queue: UploadQueue): Outcome {
  const ended = (kind: 'accepted' | 'stuck') => queue.filter(({ state }) => state.kind === kind).length
  const refused = queue.flatMap(({ name, state }) => (state.kind === 'refused' ? [{ name, error: state.error }] : []))
  return { accepted: ended('accepted'), refused, stuck: ended('stuck') }
}
