import { memo, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { classNames } from '~/ui/class-names'
import { formatClock } from '~/web/format'
import { findText } from './find-text'
import { momentHash } from './moment'
import type { ShownSegment } from './recording-loader.server'

interface SegmentItemProps {
  segment: ShownSegment
  /** What is looked for, folded; null where nothing is, or this passage does not have it. */
  needle: string | null
  hidden: boolean
  /** An answer quotes it, or a search led to it. */
  isCited: boolean
  audioPath: string
  editPath: string
  /** BCP 47 of the translation that is shown beside it; null without one. */
  language: string | null
  /** Null while it is not there yet. */
  translated: string | null
  /** The passage has been corrected since it was translated. */
  isStale: boolean
}

const plain = 'grid grid-cols-[1fr_auto] sm:grid-cols-[4rem_1fr_auto]'
const sideBySide = 'grid grid-cols-[1fr_auto] gap-y-1 sm:grid-cols-[4rem_1fr_auto] md:grid-cols-[4rem_1fr_1fr_auto] md:gap-x-5'

/**
 * One passage. There can be thousands: each is drawn once and hidden rather than taken away, the browser lays out
 * only those in sight, and playing marks the current one without drawing any again.
 */
export const SegmentItem = memo(function SegmentItem({ hidden, isCited, ...content }: SegmentItemProps) {
  const { id, idx, startMs } = content.segment
  return (
    <li
      id={`s-${idx}`} data-id={id} data-start={startMs} data-cited={isCited || undefined} hidden={hidden}
      className={`segment group gap-x-2 rounded-control px-2 py-2 transition-colors hover:bg-raised
        [&[data-cited]:not([aria-current=true])]:bg-accent-soft data-cited:shadow-[inset_3px_0_0_var(--color-accent)]
        aria-[current=true]:bg-mark ${hidden ? '' : content.language === null ? plain : sideBySide}`}
    >
      <SegmentContent {...content} />
    </li>
  )
})

const quietLink = 'min-h-6 text-sm text-accent hover:underline group-aria-[current=true]:text-ink'

/** Plain links, whose clicks the list takes: thousands of router links would cost seconds. */
const SegmentContent = memo(function SegmentContent(
  { segment, needle, audioPath, editPath, language, translated, isStale }: Omit<SegmentItemProps, 'hidden' | 'isCited'>,
) {
  const t = useTranslations('recording.transcript')
  const { startMs, text, speaker, originalText } = segment
  const time = formatClock(startMs)
  return (
    <>
      <a
        data-time href={audioPath + momentHash(startMs)} aria-label={t('playFrom', { time })}
        className={`justify-self-start pt-0.5 tabular-nums ${quietLink}`}
      >
        {time}
      </a>
      <p className="max-w-prose leading-relaxed max-sm:col-span-2 max-sm:row-start-2">
        {speaker && <b className="mr-2 font-semibold">{speaker}</b>}
        {marked(text, needle)}
        {originalText !== null && (
          <span className="ml-2 text-xs text-muted group-aria-[current=true]:text-ink">{t('edited')}</span>
        )}
      </p>
      {language !== null && (
        <p
          lang={translated === null ? undefined : language}
          className={classNames(
            'max-w-prose leading-relaxed max-sm:col-span-2 sm:col-start-2 md:col-start-3 md:row-start-1',
            'max-md:border-l-2 max-md:border-line max-md:pl-3',
            translated === null && 'text-muted',
          )}
        >
          {translated ?? '…'}
          {isStale && (
            <span className="ml-2 text-xs text-muted group-aria-[current=true]:text-ink">{t('stale')}</span>
          )}
        </p>
      )}
      <a
        data-edit href={editPath} aria-label={t('editOf', { time })}
        className={`segment-edit self-start pt-0.5 max-md:-col-end-1 max-md:row-start-1 ${quietLink}`}
      >
        {t('edit')}
      </a>
    </>
  )
})

/** The text with what was found in it marked. */
function marked(text: string, needle: string | null): ReactNode {
  if (needle === null) return text
  const parts: ReactNode[] = []
  let at = 0
  for (const { start, end } of findText(text, needle)) {
    parts.push(
      text.slice(at, start),
      <mark key={start} className="rounded-sm bg-mark text-ink outline outline-accent">{text.slice(start, end)}</mark>,
    )
    at = end
  }
  return [...parts, text.slice(at)]
}
