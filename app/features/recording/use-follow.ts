import { useEffect, type RefObject } from 'react'
import { segmentAt } from './segment-at'
import type { Player } from './use-player'

/** Marks the passage that is heard, and keeps it in sight while it plays. Rows are marked directly, not drawn again. */
export function useFollow(listRef: RefObject<HTMLOListElement>, player: Player, editingId: number | null): void {
  const { audioRef, follows, segments } = player
  useEffect(() => {
    const audio = audioRef.current
    if (!audio) return
    let current: Element | null = null
    const mark = () => {
      const ms = audio.currentTime * 1000
      const untouched = ms === 0 && audio.paused
      const segment = untouched ? undefined : segments[segmentAt(segments, ms)]
      const row = segment ? (listRef.current?.querySelector(`li[data-id="${segment.id}"]`) ?? null) : null
      if (row === current) return
      current?.removeAttribute('aria-current')
      row?.setAttribute('aria-current', 'true')
      current = row
      if (row && follows && !audio.paused) bringIntoSight(row)
    }
    mark()
    audio.addEventListener('timeupdate', mark)
    audio.addEventListener('seeked', mark)
    return () => {
      current?.removeAttribute('aria-current')
      audio.removeEventListener('timeupdate', mark)
      audio.removeEventListener('seeked', mark)
    }
  }, [audioRef, follows, listRef, segments, editingId])
}

/**
 * Scrolls only when the row is not comfortably in sight, smoothly only over a short way, and at once where motion is
 * unwelcome.
 */
function bringIntoSight(row: Element): void {
  const { top, bottom } = row.getBoundingClientRect()
  if (top > innerHeight * 0.15 && bottom < innerHeight * 0.7) return
  const isNear = Math.abs(top) < innerHeight * 2
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  row.scrollIntoView({ block: 'center', behavior: isNear && !calm ? 'smooth' : 'auto' })
}
