import { Link } from '@remix-run/react'
import { memo, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { formatClock } from '~/web/format'
import { findText } from './find-text'
import { momentHash } from './moment'
import type { ShownSegment } from './recording-loader.server'

interface SegmentItemProps {
  segment: ShownSegment
  /** What is looked for, folded. */
  needle: string | null
  audioPath: string
  editPath: string
}

/**
 * One passage. There can be thousands: each is drawn once, the browser lays out only those in sight, and playing marks the
 * current one without drawing any again.
 */
export const SegmentItem = memo(function SegmentItem({ segment, needle, audioPath, editPath }: SegmentItemProps) {
  const t = useTranslations('recording.transcript')
  const { id, idx, startMs, text, speaker, originalText } = segment
  const time = formatClock(startMs)
  return (
    <li
      id={`s-${idx}`} data-id={id} data-start={startMs}
      className="segment group grid scroll-my-32 grid-cols-[1fr_auto] gap-x-2 sm:grid-cols-[4rem_1fr_auto] rounded-control px-2 py-2 transition-colors hover:bg-raised aria-[current=true]:bg-mark"
    >
      <a
        data-time href={audioPath + momentHash(startMs)} aria-label={t('playFrom', { time })}
        className="justify-self-start pt-0.5 text-sm text-accent tabular-nums hover:underline group-aria-[current=true]:text-ink"
      >
        {time}
      </a>
      <p className="max-w-prose leading-relaxed max-sm:col-span-2 max-sm:row-start-2">
        {speaker && <b className="mr-2 font-semibold">{speaker}</b>}
        {marked(text, needle)}
        {originalText !== null && <span className="ml-2 text-xs text-muted group-aria-[current=true]:text-ink">{t('edited')}</span>}
      </p>
      <Link
        data-edit to={editPath} preventScrollReset aria-label={t('editOf', { time })}
        className="segment-edit self-start pt-0.5 text-sm text-accent hover:underline group-aria-[current=true]:text-ink"
      >
        {t('edit')}
      </Link>
    </li>
  )
})

/** The text with what was found in it marked. */
function marked(text: string, needle: string | null): ReactNode {
  if (needle === null) return text
  const parts: ReactNode[] = []
  let at = 0
  for (const { start, end } of findText(text, needle)) {
    parts.push(text.slice(at, start), <mark key={start} className="rounded-sm bg-mark text-ink outline outline-accent">{text.slice(start, end)}</mark>)
    at = end
  }
  return [...parts, text.slice(at)]
}
