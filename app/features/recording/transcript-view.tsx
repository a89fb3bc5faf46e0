import { useNavigate, type NavigateFunction } from '@remix-run/react'
import { useDeferredValue, useEffect, useMemo, useRef, useState, type MouseEvent } from 'react'
import { useTranslations } from 'use-intl'
import type { Cited } from '~/features/ask/cited-path'
import type { ShownTranslation } from '~/features/translation/load-translations.server'
import { useHydrated } from '~/ui/use-hydrated'
import { paths } from '~/web/paths'
import { findText, foldNeedle } from './find-text'
import { momentHash } from './moment'
import type { ShownSegment } from './recording-loader.server'
import { SegmentEditor } from './segment-editor'
import { SegmentItem } from './segment-item'
import { TranscriptFind } from './transcript-find'
import { useFollow } from './use-follow'
import type { Player } from './use-player'

interface TranscriptViewProps {
  recordingId: string
  segments: readonly ShownSegment[]
  /** Beside the words, where it is asked for. */
  translation: ShownTranslation | null
  player: Player
  editingId: number | null
  /** What an answer, or a search, leads to. */
  cited: Cited | null
  /** Why the correction was refused, and what it said. */
  error: string | null
  refused: string | null
}

/** The words, passage by passage. A click on one plays it; the one that is heard is marked. */
export function TranscriptView(
  { recordingId, segments, translation, player, editingId, cited, error, refused }: TranscriptViewProps,
) {
  const t = useTranslations('recording.transcript')
  const hydrated = useHydrated()
  const listRef = useRef<HTMLOListElement>(null)
  const [query, setQuery] = useState('')
  const needle = useDeferredValue(useMemo(() => foldNeedle(query), [query]))
  const found = useMemo(
    () => (needle === null ? null : new Set(segments.filter(({ text }) => findText(text, needle).length > 0))),
    [segments, needle],
  )
  const navigate = useNavigate()
  useFollow(listRef, player, editingId)
  useReturnFocus(listRef, editingId)
  if (segments.length === 0) return <p className="text-muted">{t('none')}</p>
  return (
    <section aria-label={t('label')}>
      {hydrated && <TranscriptFind query={query} onChange={setQuery} found={found?.size ?? null} />}
      {/* A click anywhere on a passage plays it; its time is the link that keyboards reach. */}
      <ol ref={listRef} onClick={(event) => openEditor(event, navigate) || playClicked(event, player)}>
        {segments.map((segment) => (segment.id === editingId ? (
          <SegmentEditor
            key={segment.id} recordingId={recordingId} segment={segment} error={error} refused={refused}
          />
        ) : (
          <SegmentItem
            key={segment.id} segment={segment} needle={found?.has(segment) ? needle : null}
            isCited={cited !== null && segment.idx >= cited.from && segment.idx <= cited.to}
            hidden={found !== null && !found.has(segment)} audioPath={paths.recordingAudio(recordingId)}
            editPath={paths.recording(recordingId, { edit: segment.id, in: translation?.language })}
            language={translation?.language ?? null} translated={translation?.lines[segment.idx]?.text ?? null}
            isStale={translation?.lines[segment.idx]?.isStale ?? false}
          />
        )))}
      </ol>
    </section>
  )
}

/** Opens the field without loading the page anew; a click with a modifier is left to the browser. */
function openEditor(event: MouseEvent, navigate: NavigateFunction): boolean {
  const link = event.target instanceof Element ? event.target.closest('a[data-edit]') : null
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return false
  event.preventDefault()
  navigate(link.getAttribute('href') ?? '', { preventScrollReset: true })
  return true
}

function playClicked(event: MouseEvent, player: Player): void {
  const { target } = event
  if (!(target instanceof Element) || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return
  const time = target.closest('a[data-time]')
  if (!time && target.closest('a, button, form')) return
  // Whoever marks text to copy it does not mean to play it.
  if (!time && getSelection()?.isCollapsed === false) return
  const start = target.closest<HTMLElement>('li[data-start]')?.dataset.start
  if (start === undefined) return
  event.preventDefault()
  player.playFrom(Number(start))
  history.replaceState(history.state, '', momentHash(Number(start)))
}

/** Puts the focus back on the passage that was being corrected, for those who go by keyboard. */
function useReturnFocus(listRef: React.RefObject<HTMLOListElement>, editingId: number | null): void {
  const before = useRef(editingId)
  useEffect(() => {
    if (before.current !== null && editingId === null) {
      const row = listRef.current?.querySelector(`li[data-id="${before.current}"] a[data-edit]`)
      if (row instanceof HTMLElement) row.focus({ preventScroll: true })
    }
    before.current = editingId
  }, [editingId, listRef])
}
