import { Link } from '@remix-run/react'
import { Pause, Play } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ShownCitation } from '#domain/ask/get-conversation.server'
import { momentHash } from '~/features/recording/moment'
import { useTitle } from '~/features/recording/use-title'
import { classNames } from '~/ui/class-names'
import { formatClock } from '~/web/format'
import { paths } from '~/web/paths'
import { citedPath } from './cited-path'

interface CitationItemProps {
  turnId: string
  citation: ShownCitation
  /** From 1, among those that are left. */
  shownNumber: number
  isPlaying: boolean
  onCite: (citation: ShownCitation, key: string) => void
}

/** What was said, where, a button that plays it, and the way to it in its transcript. */
export function CitationItem({ turnId, citation, shownNumber, isPlaying, onCite }: CitationItemProps) {
  const t = useTranslations('ask')
  const search = useTranslations('search')
  const titleOf = useTitle()
  const { number, recordingId, hasAudio, startMs, endMs, quote, place } = citation
  const time = formatClock(startMs)
  const Icon = isPlaying ? Pause : Play
  return (
    <li
      id={`c-${turnId}-${number}`}
      className={classNames(
        'grid scroll-mt-4 grid-cols-[auto_1fr] gap-x-3 rounded-control border px-3 py-3 sm:px-4',
        'target:border-accent target:bg-accent-soft', isPlaying ? 'border-accent bg-accent-soft' : 'border-line bg-surface',
      )}
    >
      {hasAudio ? (
        // Without JavaScript the browser itself plays the audio from that moment.
        <a
          href={paths.recordingAudio(recordingId) + momentHash(startMs)}
          aria-label={search(isPlaying ? 'pause' : 'playFrom', { time })}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return
            event.preventDefault()
            onCite(citation, `${turnId}-${number}`)
          }}
          className={`grid size-10 place-items-center rounded-full bg-accent-soft text-accent transition-colors hover:bg-accent
            hover:text-on-accent`}
        >
          <Icon aria-hidden="true" className="size-4" />
        </a>
      ) : <span />}
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
          <span className="font-semibold tabular-nums text-accent">{shownNumber}</span>
          <Link to={citedPath(citation)} className="font-semibold wrap-anywhere hover:text-accent hover:underline">
            {titleOf(citation)}
          </Link>
          <span className="text-muted tabular-nums">{time}–{formatClock(endMs)}</span>
        </p>
        <blockquote className="mt-1 max-w-prose text-[0.9375rem] leading-relaxed wrap-anywhere">{quote}</blockquote>
        {place === null && <p className="mt-1 text-sm text-warning">{t('changed')}</p>}
      </div>
    </li>
  )
}
